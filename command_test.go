package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBadValue: a value that is not accepted ends the start with one line that
// names the flag, the value and what is accepted, exit 2. They are many: no process
// is started for each, and a data folder that is a file lets none of them serve.
func TestBadValue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short := fileWith(t, "fifteen letters\n")
	keys := fileWith(t, "# mine\n\nfrom=\"10.0.0.1\" ssh-ed25519 AAAA\n")
	plain := fileWith(t, "")
	for _, c := range []struct{ flag, value string }{
		{"--web", "9000"},
		{"--web", "localhost:99999"},
		{"--ssh", "on"},
		{"--data", plain},
		{"--title", ""},
		{"--title", "two\nlines"},
		{"--admin-name", "not this!"},
		{"--admin-name", "seventeen_letters"},
		{"--admin-secret-file", short},
		{"--admin-secret-file", filepath.Join(dir, "none")},
		{"--admin-keys", keys},
		{"--admin-keys", filepath.Join(dir, "none")},
		{"--public", "a host"},
		{"--public", "chat.example:80"},
		{"--public", "chat.example:80:99999"},
		{"--public", "chat.example/a path"},
		{"--public", "/chat"},
		{"--flood", "10"},
		{"--flood", "0/5s"},
		{"--flood", "10/5"},
		{"--flood", "10/1ms"},
		{"--keep", "0s"},
		{"--keep", "-3h"},
		{"--keep", "100ms"},
		{"--keep", "90 days"},
		{"--keep", "99999d"},
		{"--per-address", "0"},
		{"--per-address", "many"},
		{"--origins", "https://chat.example"},
		{"--origins", "a,,b"},
		{"--trusted-proxies", "10.0.0.0/33"},
		{"--trusted-proxies", "proxy.example"},
		{"--tls-cert", filepath.Join(dir, "none")}, // and no key
		{"--tls-key", filepath.Join(dir, "none")},
		{"--tls-domain", "localhost"},
		{"--tls-domain", "192.0.2.1"},
		{"--tls-authority", "http://ca.example/dir"},
		{"--cluster", "10.0.0.1"},
		{"--cluster", "nats://a,http://b"},
		{"--cluster", "nats://a,"},
		{"--metrics", "9100"},
		{"--log", "xml"},
	} {
		var stdout, stderr strings.Builder
		code := run([]string{"--web=127.0.0.1:0", "--ssh=127.0.0.1:0", "--data=" + plain, c.flag + "=" + c.value}, &stdout, &stderr)
		said := strings.ReplaceAll(c.value, "\n", `\n`)
		if line := stderr.String(); code != 2 || stdout.Len() > 0 || strings.Count(line, "\n") != 1 ||
			!strings.Contains(line, c.flag) || !strings.Contains(line, said) || !strings.Contains(line, "accepted: ") {
			t.Errorf("%s=%s: exit %d, %q, want 2 and one line with flag, value and what is accepted", c.flag, c.value, code, line)
		}
	}
}

// fileWith is the path of a file with the text.
func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadVariable: the same for values from the environment, except that a
// secret is not shown.
func TestBadVariable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ variable, want string }{
		{"TALK_WEB=nowhere", `TALK_WEB="nowhere"`},
		{"TALK_FLOOD=much", `TALK_FLOOD="much"`},
		{"TALK_ADMIN_SECRET=tooshort", "TALK_ADMIN_SECRET"},
	} {
		code, _, stderr := callWith(t, []string{c.variable}, "--ssh=127.0.0.1:0")
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) || strings.Contains(stderr, "tooshort") {
			t.Errorf("%s: exit %d, %q, want 2 and one line", c.variable, code, stderr)
		}
	}
}

// TestBadUsage: so do flags and commands that there are not, and two that
// exclude each other.
func TestBadUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--color"},
		{"dance"},
		{"version", "please"},
		{"--web"},
		{"--web=off", "--ssh=off"},
	} {
		if code, _, stderr := call(t, args...); code != 2 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: exit %d, %q, want 2 and one line", args, code, stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := call(t, "version")
	if code != 0 || stderr != "" || !regexp.MustCompile(`^talktalktalk \S+, commit \S+.*, go1\.\S+\n$`).MatchString(stdout) {
		t.Errorf("version: exit %d, %q, %q", code, stdout, stderr)
	}
}

// TestSecondServer: the data folder is for one server at a time.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	code, _, stderr := call(t, "--web=127.0.0.1:0", "--ssh=127.0.0.1:0", "--data="+s.data)
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, s.data) {
		t.Errorf("a second server: exit %d, %q, want 1 and one line with the folder", code, stderr)
	}
}

// TestTakenPort: a door that cannot be opened ends the start.
func TestTakenPort(t *testing.T) {
	t.Parallel()
	s := start(t)
	code, _, stderr := call(t, "--web="+s.web, "--ssh=127.0.0.1:0")
	if code != 1 || !strings.Contains(stderr, s.web) || !strings.Contains(stderr, "in use") {
		t.Errorf("a taken port: exit %d, %q, want 1 and the address", code, stderr)
	}
}

// TestDeepFolder: the commands reach the server in a folder whose path is
// longer than the path of a socket may be.
func TestDeepFolder(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), strings.Repeat("deep/", 50), "data")
	startOn(t, data)
	if code, stdout, stderr := call(t, "health", "--data="+data); code != 0 || stdout != "ok\n" {
		t.Errorf("health: exit %d, %q, %q, want ok", code, stdout, stderr)
	}
}

// TestHealth asks before, during and after a server's life, and after one that
// was killed and left its socket behind.
func TestHealth(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	health := func(when string, want int) {
		t.Helper()
		code, stdout, stderr := call(t, "health", "--data="+data)
		if code != want || want == 0 && stdout != "ok\n" || want != 0 && strings.Count(stderr, "\n") != 1 {
			t.Errorf("health %s: exit %d, %q, %q, want %d", when, code, stdout, stderr, want)
		}
	}
	health("before the first start", 1)
	s := startOn(t, data)
	health("while it runs", 0)
	if info, err := os.Stat(filepath.Join(data, controlSocket)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the control socket: %v, %v, want mode 0600", info, err)
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder: %v, %v, want mode 0700", info, err)
	}
	s.kill()
	health("after it was killed", 1)
	s = startOn(t, data)
	health("when it runs again", 0)
	s.stop()
	health("after it was stopped", 1)
}

// TestOneDoor: a door that is off is not opened.
func TestOneDoor(t *testing.T) {
	t.Parallel()
	s := launch(t, filepath.Join(t.TempDir(), "data"), "--web=off", "--ssh=127.0.0.1:0")
	s.logged(`ssh  ssh (\S+) -p \d+`)
	s.stop()
	if log := strings.Join(s.log.all(), "\n"); strings.Contains(log, "http://") {
		t.Errorf("with --web=off it logs %s", log)
	}
}

// TestJSONLog: with --log=json every line but the secret's is an object.
func TestJSONLog(t *testing.T) {
	t.Parallel()
	s := start(t, "--log=json")
	s.stop()
	for _, line := range s.log.all()[2:] {
		if !strings.HasPrefix(line, "{") || !strings.Contains(line, `"level":"INFO"`) {
			t.Errorf("%q is no JSON", line)
		}
	}
}
