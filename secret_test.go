package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const ownSecret = "correct horse battery"

// newAdmin joins with the secret where a name is typed, and wants an admin: several are
// admin, admin2 and so on.
func newAdmin(t *testing.T, s *process, secret string) *browser {
	t.Helper()
	b, welcome := browse(t, s, object{Name: secret})
	if !strings.HasPrefix(welcome.Name, "admin") || !welcome.Admin {
		t.Errorf("with the secret as the name: %+v, want the admin", welcome)
	}
	return b
}

// wantNobody joins with what is no secret (any more), and wants no admin.
func wantNobody(t *testing.T, s *process, secret string) {
	t.Helper()
	if _, welcome := browse(t, s, object{Name: secret}); strings.HasPrefix(welcome.Name, "admin") || welcome.Admin {
		t.Errorf("with a secret that is over: %+v, want no admin", welcome)
	}
}

// TestSecret follows the admin secret from the first start through its
// replacements, by the server and without it (B38).
func TestSecret(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data)
	first := s.secret()
	b := newAdmin(t, s, first)

	second := madeSecret(t, data)
	b.await("end of what the first secret unlocked", func(o object) bool { return o.Type == "named" && o.Name != "admin" && !o.Admin })
	wantNobody(t, s, first)
	newAdmin(t, s, second)
	s.stop()

	third := madeSecret(t, data)
	s = startOn(t, data)
	if log := strings.Join(s.log.all(), "\n"); strings.Contains(log, "talk-") {
		t.Errorf("the second start prints %q, want no secret", log)
	}
	wantNobody(t, s, second)
	newAdmin(t, s, third)
}

// madeSecret calls the secret command and returns what it printed.
func madeSecret(t *testing.T, data string) string {
	t.Helper()
	code, stdout, stderr := call(t, "secret", "--data="+data)
	if code != 0 || !regexp.MustCompile(`^talk-[a-z2-7]{26}\n$`).MatchString(stdout) || stderr != "" {
		t.Fatalf("secret: exit %d, %q, %q, want 0 and a secret", code, stdout, stderr)
	}
	return strings.TrimSpace(stdout)
}

// TestOwnSecret: a secret that the owner gave is the owner's to change.
func TestOwnSecret(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(ownSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startOn(t, data, "--admin-secret-file="+file)
	newAdmin(t, s, ownSecret)
	for _, c := range []struct {
		why  string
		env  []string
		args []string
	}{
		{"the server was given it", nil, nil},
		{"the command was given it", nil, []string{"--admin-secret-file=" + file}},
		{"it is in the environment", []string{"TALK_ADMIN_SECRET=" + ownSecret}, nil},
	} {
		code, stdout, stderr := callWith(t, c.env, append([]string{"secret", "--data=" + data}, c.args...)...)
		if code != 1 || stdout != "" || !strings.Contains(stderr, "your own") || strings.Contains(stderr, ownSecret) {
			t.Errorf("secret when %s: exit %d, %q, %q, want 1 and who changes it", c.why, code, stdout, stderr)
		}
	}
	newAdmin(t, s, ownSecret)
	s.stop()
	wantNowhere(t, s, ownSecret)
}

// TestSecretNowhere: the secret is typed where it may be and where it may not,
// and is in no file and in no log afterwards; nor is what people say in a log.
func TestSecretNowhere(t *testing.T) {
	t.Parallel()
	s := start(t)
	secret := s.secret()
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.send(object{Type: "say", ID: "slip", Text: "my secret is " + secret})
	if o := ann.answer("slip"); o.Code != "secret" {
		t.Errorf("saying the secret: %+v, want it refused", o)
	}
	ann.send(object{Type: "say", ID: "nick", Text: "/nick " + secret})
	if o := ann.answer("nick"); o.Type != "notice" {
		t.Errorf("/nick with the secret: %+v, want a notice", o)
	}
	ann.say("hi", "hello")
	newAdmin(t, s, secret).say("hi", "hello")
	s.stop()
	wantNowhere(t, s, secret)
	if log := strings.Join(s.log.all(), "\n"); strings.Contains(log, "hello") {
		t.Errorf("a message is in the log:\n%s", log)
	}
}

// wantNowhere looks for a secret in the files and the log of a server that has
// stopped. The log's line that tells it is the first one.
func wantNowhere(t *testing.T, s *process, secret string) {
	t.Helper()
	if log := strings.Join(s.log.all()[1:], "\n"); strings.Contains(log, secret) {
		t.Errorf("the secret is in the log:\n%s", log)
	}
	err := filepath.WalkDir(s.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the secret is in %s", path)
		}
		if info, err := d.Info(); err != nil || filepath.Base(path) == secretFile && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want mode 0600", path, info, err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
