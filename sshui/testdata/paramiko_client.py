"""A terminal of Paramiko's: HOST PORT USER FINGERPRINT [KEY].

What is typed is sent line by line. Without a key it logs in by
keyboard-interactive, with no answers to give.
"""
import base64
import hashlib
import sys
import threading

import paramiko


def key(path):
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key_file(path)
        except paramiko.SSHException:
            continue
    sys.exit("no key: " + path)


host, port, user, fingerprint = sys.argv[1:5]
transport = paramiko.Transport((host, int(port)))
transport.start_client()
digest = hashlib.sha256(transport.get_remote_server_key().asbytes()).digest()
if base64.b64encode(digest).decode().rstrip("=") != fingerprint.removeprefix("SHA256:"):
    sys.exit("another host's key")
if sys.argv[5:]:
    transport.auth_publickey(user, key(sys.argv[5]))
else:
    transport.auth_interactive(user, lambda title, instructions, prompts: ["" for _ in prompts])
channel = transport.open_session()
channel.get_pty("xterm", 60, 20)
channel.invoke_shell()


def listen():
    for line in sys.stdin:
        channel.sendall(line.rstrip("\n") + "\r")


threading.Thread(target=listen, daemon=True).start()
while data := channel.recv(4096):
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
status = channel.recv_exit_status()
transport.close()
sys.exit(status)
