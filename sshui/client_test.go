package sshui

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program is one that people have to get in with.
type program struct {
	name string
	// makeKey is the command that makes a key of a kind at path.
	makeKey func(kind, path string) []string
	// enter is the command that enters the room, with the key at path or, where
	// that is "", without one.
	enter func(h *testServer, user, path string) []string
}

// rsaBits are those of keys made for a test.
const rsaBits = "2048"

var clients = []program{
	{
		"openssh",
		func(kind, path string) []string {
			if kind == "rsa" {
				return []string{"ssh-keygen", "-q", "-t", kind, "-b", rsaBits, "-N", "", "-f", path}
			}
			return []string{"ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path}
		},
		func(h *testServer, user, path string) []string {
			args := []string{
				"ssh", "-F", "none", "-p", h.port(), "-o", "IdentitiesOnly=yes",
				"-o", "UserKnownHostsFile=" + filepath.Join(h.member(user).dir, "known_hosts"),
			}
			if path == "" {
				path = "none"
			}
			return append(args, "-o", "IdentityFile="+path, user+"@127.0.0.1")
		},
	},
	{
		"dbclient",
		func(kind, path string) []string {
			return []string{"dropbearkey", "-t", kind, "-f", path}
		},
		func(h *testServer, user, path string) []string {
			args := []string{"dbclient", "-t", "-y", "-p", h.port()}
			if path != "" {
				args = append(args, "-i", path)
			}
			return append(args, user+"@127.0.0.1")
		},
	},
	{
		"plink",
		func(kind, path string) []string {
			args := []string{"puttygen", "-q", "-t", kind, "-o", path, "--new-passphrase", "/dev/null"}
			if kind == "rsa" {
				args = append(args, "-b", rsaBits)
			}
			return args
		},
		func(h *testServer, user, path string) []string {
			args := []string{"plink", "-batch", "-t", "-hostkey", h.door.Fingerprint(), "-P", h.port()}
			if path != "" {
				args = append(args, "-i", path)
			}
			return append(args, user+"@127.0.0.1")
		},
	},
	{
		"paramiko",
		func(kind, path string) []string {
			return []string{"ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path}
		},
		func(h *testServer, user, path string) []string {
			// Debian's python, not one that happens to come first in the path.
			args := []string{"/usr/bin/python3", "testdata/paramiko_client.py", "127.0.0.1", h.port(), user, h.door.Fingerprint()}
			if path != "" {
				args = append(args, path)
			}
			return args
		},
	},
}

func (h *testServer) port() string {
	_, port, _ := net.SplitHostPort(h.addr)
	return port
}

// TestClients: the programs that people have get in without a key, by the login
// that asks nothing, and with keys of every usual kind; at a terminal of its
// own each sees the room and says something (B47).
func TestClients(t *testing.T) {
	for _, c := range clients {
		for _, kind := range []string{"", "ed25519", "ecdsa", "rsa"} {
			t.Run(strings.TrimSuffix(c.name+"/"+kind, "/"), func(t *testing.T) {
				t.Parallel()
				h := build(t, testConfig{})
				h.say("old", "from before")
				key := ""
				if kind != "" {
					key = filepath.Join(t.TempDir(), "key")
					make := c.makeKey(kind, key)
					if out, err := exec.CommandContext(t.Context(), make[0], make[1:]...).CombinedOutput(); err != nil {
						t.Fatalf("%q: %v: %s", make, err, out)
					}
				}
				p := runInPane(t, c.enter(h, "sam", key))
				p.showsText("from before")
				p.tmux("send-keys", "hi from "+c.name, "Enter")
				eventually(t, "it is said", func() bool {
					return strings.HasSuffix(h.history(), "sam: hi from "+c.name+"\n")
				})
				p.tmux("send-keys", "/quit", "Enter")
				p.showsText("exit code 0")
				who := h.objects("last --json")[1].Who
				if note, err := h.log.Memory().Load(t.Context(), who); (note != nil) != (key != "") || err != nil {
					t.Errorf("remembered of sam is %q, %v; somebody with a key is, one without is not", note, err)
				}
			})
		}
	}
}

// runInPane runs a program in a terminal of its own, with an empty home.
func runInPane(t *testing.T, args []string) *pane {
	t.Helper()
	dir := t.TempDir()
	p := &pane{t, filepath.Join(dir, "tmux")}
	const run = `HOME="$1"; export HOME; shift; "$@"; echo "exit code $?"; read -r end`
	p.tmux(append([]string{"new-session", "-d", "-x", "60", "-y", "20", "sh", "-c", run, "sh", dir}, args...)...)
	t.Cleanup(func() { p.tmux("kill-server") })
	return p
}

// showsText waits until text stands somewhere in the terminal.
func (p *pane) showsText(text string) {
	p.t.Helper()
	var shown string
	defer func() {
		if p.t.Failed() {
			p.t.Logf("the terminal shows:\n%s", shown)
		}
	}()
	eventually(p.t, "the terminal shows "+text, func() bool {
		shown = p.tmux("capture-pane", "-p")
		return strings.Contains(shown, text)
	})
}
