package sshui

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room/wire"
	"talktalktalk/sshui/client"
)

// TestLogin: any key gets in, and no key does; a password is never asked for,
// and "none" is refused so that keys are offered (B47).
func TestLogin(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	for _, c := range []struct {
		options []string
		code    int
	}{
		{nil, client.ExitDone},
		{[]string{"-o", "PreferredAuthentications=publickey"}, client.ExitDone},
		{[]string{"-o", "BatchMode=no", "-o", "PubkeyAuthentication=no"}, client.ExitDone},
		{[]string{"-o", "BatchMode=no", "-o", "PreferredAuthentications=keyboard-interactive"}, client.ExitDone},
		{[]string{"-o", "BatchMode=no", "-o", "PreferredAuthentications=password"}, 255},
		{[]string{"-o", "PreferredAuthentications=none"}, 255},
		{[]string{"-o", "KexAlgorithms=diffie-hellman-group14-sha256"}, 255},
		{[]string{"-o", "KexAlgorithms=ecdh-sha2-nistp256"}, 255},
		{[]string{"-o", "Ciphers=aes128-ctr", "-o", "MACs=hmac-sha2-256"}, 255},
		{[]string{"-o", "Ciphers=aes128-ctr", "-o", "MACs=hmac-sha2-256-etm@openssh.com"}, client.ExitDone},
	} {
		if got := finish(t, sam.ssh(c.options, "version"), ""); got.code != c.code {
			t.Errorf("ssh %q: %+v, want exit code %d", c.options, got, c.code)
		}
	}
}

// visitorOf is whom the door takes the user of c for.
func visitorOf(h *testServer, c *gossh.Client) (who string) {
	h.t.Helper()
	if out, code := h.open(c, looks{command: "say hello"}).rest(); code != 0 {
		h.t.Fatalf("say: exit %d, %q", code, out)
	}
	said := h.objects("last 1 --json")
	if len(said) != 1 {
		h.t.Fatalf("said is %v, want one message", said)
	}
	return said[0].Who
}

func newSigner(t *testing.T) gossh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestIdentity: a key is a person, on every connection (B35); what is said
// without one is its name's.
func TestIdentity(t *testing.T) {
	h := build(t, testConfig{})
	key, other := newSigner(t), newSigner(t)
	first := visitorOf(h, h.dial("sam", key))
	again := visitorOf(h, h.dial("max", key))
	second := visitorOf(h, h.dial("sam", other))
	if first != again {
		t.Errorf("one key is %s and %s, want one person", first, again)
	}
	if first == second {
		t.Errorf("two keys are both %s", first)
	}
	guest, same, stranger := visitorOf(h, h.dial("builds")), visitorOf(h, h.dial("builds")), visitorOf(h, h.dial("backup"))
	if guest != same || guest == stranger || guest == first {
		t.Errorf("without a key builds are %s and %s, and backup is %s", guest, same, stranger)
	}
}

// TestCertificate: a certificate is the person whose key it is about.
func TestCertificate(t *testing.T) {
	h := build(t, testConfig{})
	key := newSigner(t)
	cert := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, ValidBefore: gossh.CertTimeInfinity,
		ValidPrincipals: []string{"sam"},
	}
	if err := cert.SignCert(rand.Reader, newSigner(t)); err != nil {
		t.Fatal(err)
	}
	certified, err := gossh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	plain := visitorOf(h, h.dial("sam", key))
	if got := visitorOf(h, h.dial("sam", certified)); got != plain {
		t.Errorf("with the certificate %s, with its key %s; want one person", got, plain)
	}
}

// TestUnprovenKey: a key that was only offered is nobody's (CVE-2024-45337).
// OpenSSH's client offers one of which it has the public half only, hears that
// the server would take it, and then logs in with another, or without one.
func TestUnprovenKey(t *testing.T) {
	admin := newSigner(t)
	h := build(t, testConfig{admins: []string{fingerprint(admin.PublicKey())}})
	h.open(h.dial("boss", admin), looks{command: "say mine"}).rest()
	mallory := h.member("mallory")
	mallory.write("admin.pub", string(gossh.MarshalAuthorizedKey(admin.PublicKey())))
	offer := []string{"-v", "-o", "IdentityFile=" + filepath.Join(mallory.dir, "admin")}

	withKey := finish(t, mallory.ssh(offer, "say with a key"), "")
	if err := os.Remove(filepath.Join(mallory.dir, "key")); err != nil {
		t.Fatal(err)
	}
	offer = append(offer, "-o", "BatchMode=no")
	without := finish(t, mallory.ssh(offer, "say without a key"), "")
	for _, got := range []outcome{withKey, without} {
		if !strings.Contains(got.err, "Server accepts key: "+filepath.Join(mallory.dir, "admin")) || got.code != client.ExitDone {
			t.Fatalf("the key was not offered and accepted, or the login failed: %+v", got)
		}
	}
	said := h.objects("last --json")
	if len(said) != 3 || !said[0].Admin {
		t.Fatalf("said is %v, want three messages, the first by an admin", said)
	}
	for _, m := range said[1:] {
		if m.Admin || m.Who == said[0].Who {
			t.Errorf("%q was said with the rights of a key that was only offered", m.Text)
		}
	}
}

// objects are the messages that a command prints.
func (h *testServer) objects(command string) (list []wire.Message) {
	h.t.Helper()
	out, _ := h.open(h.dial("eve"), looks{command: command}).rest()
	for line := range strings.Lines(out) {
		var m wire.Message
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			h.t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// TestAdminKeys: who has one of the listed keys is an admin.
func TestAdminKeys(t *testing.T) {
	key := newSigner(t)
	h := build(t, testConfig{admins: []string{fingerprint(key.PublicKey())}})
	h.open(h.dial("sam", key), looks{command: "say hi"}).rest()
	h.open(h.dial("sam", newSigner(t)), looks{command: "say hi"}).rest()
	if said := h.objects("last --json"); len(said) != 2 || !said[0].Admin || said[1].Admin {
		t.Errorf("said is %+v, want two messages, the first by an admin", said)
	}
}

// TestHostKey: it is made at the first start, for its owner only, and the same
// ever after.
func TestHostKey(t *testing.T) {
	h := build(t, testConfig{})
	path := h.door.opts.HostKey
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the host key's mode is %o, want 600", mode)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("%q were left behind", left)
	}
	again, err := hostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fingerprint(again.PublicKey()), h.door.Fingerprint(); got != want {
		t.Errorf("the host key was %s, is %s", want, got)
	}
	listed, err := exec.CommandContext(t.Context(), "ssh-keygen", "-lf", path).Output()
	if err != nil || !strings.Contains(string(listed), h.door.Fingerprint()) || !strings.Contains(string(listed), "ED25519") {
		t.Errorf("ssh-keygen -l says %q, %v; want %s", listed, err, h.door.Fingerprint())
	}
}

// TestHostKeyUnusable: a file that is no key is an error, not overwritten.
func TestHostKeyUnusable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "host_key")
	if err := os.WriteFile(path, []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(nil, Options{HostKey: path}); err == nil {
		t.Error("New() with a file that is no key succeeded")
	}
	if text, _ := os.ReadFile(path); string(text) != "none" {
		t.Errorf("the file now holds %q", text)
	}
	if _, err := New(nil, Options{HostKey: filepath.Join(path, "below")}); err == nil {
		t.Error("New() with a key below a file succeeded")
	}
}

// TestHookAddress: an admin is told the whole address of a hook, by the page's name
// if it has one, and without the port that browsers know.
func TestHookAddress(t *testing.T) {
	boss := newSigner(t)
	for want, page := range map[string]Page{
		"now:\nhttps://chat.example.org/hooks/":   {Scheme: "https", Host: "chat.example.org", Port: 443},
		"now:\nhttp://127.0.0.1:9000/chat/hooks/": {Scheme: "http", Port: 9000, Path: "/chat/"},
		"now:\nthe page's address and /hooks/":    {},
	} {
		h := build(t, testConfig{admins: []string{fingerprint(boss.PublicKey())}, opts: Options{Page: page}})
		if out, exit := h.open(h.dial("boss", boss), looks{command: "say /hook new ci"}).rest(); exit != 0 || !strings.Contains(out, want) {
			t.Errorf("with %+v /hook new prints %q and exits %d, want %q", page, out, exit, want)
		}
	}
}
