package main

import (
	"path/filepath"
	"strings"
	"testing"

	"talktalktalk/cluster/natstest"
)

// TestCredentials: the servers of NATS may ask for a user and password, a token, or
// credentials that an operator's account signed, and may encrypt, with a certificate of one's
// own authority. What is wrong with that is logged; a secret never is.
func TestCredentials(t *testing.T) {
	t.Parallel()
	const password = "my5ecret"
	byUser := "authorization { user: ann, password: " + password + " }\n"
	operated, creds, seed := natstest.Operated(t)
	encrypted, authority := natstest.Encrypted(t)
	for _, c := range []access{
		{name: "password", configured: byUser, user: "ann:" + password + "@", secret: password},
		{name: "token", configured: "authorization { token: " + password + " }", user: password + "@", secret: password},
		{name: "creds", configured: operated, creds: creds, secret: seed},
		{name: "TLS", configured: byUser + encrypted, user: "ann:" + password + "@", encrypted: true, authority: authority, secret: password},
		{name: "wrong password", configured: byUser, user: "ann:my5ecret2@", secret: password, why: "Authorization Violation", mended: strings.Replace(byUser, password, password+"2", 1)},
		{name: "strange authority", configured: byUser + encrypted, user: "ann:" + password + "@", encrypted: true, secret: password, why: "certificate signed by unknown authority"},
	} {
		t.Run(c.name, c.try)
	}
	for _, value := range []string{"nats://ann:my5ecret@10.0.0.1:x", "nats://my5ecret@a,nats://ann:my5/ecret@b,http://c"} {
		code, _, stderr := call(t, "--cluster="+value)
		if code != exitUsage || !strings.Contains(stderr, "--cluster") || strings.Contains(stderr, "ecret") {
			t.Errorf("a bad address: exit %d, %q", code, stderr)
		}
	}
	code, _, stderr := call(t, "--cluster=nats://127.0.0.1", "--cluster-creds=none.creds")
	if code != exitFailed || !strings.Contains(stderr, "none.creds") {
		t.Errorf("no credentials: exit %d, %q", code, stderr)
	}
}

// An access is one way of being let in by NATS.
type access struct {
	name, configured string
	user             string // in the address
	encrypted        bool
	creds, authority string
	secret           string
	why              string // nothing comes of it; "" for it works
	mended           string // with this configuration it does
}

func (c access) try(t *testing.T) {
	n := natstest.Alone(t, c.configured)
	url := strings.Replace(n.URL, "://", "://"+c.user, 1)
	if c.encrypted {
		url = strings.NewReplacer("nats:", "tls:", "127.0.0.1", "localhost").Replace(url)
	}
	args := []string{"--cluster=" + url, "--web=127.0.0.1:0", "--ssh=127.0.0.1:0"}
	if c.creds != "" {
		args = append(args, "--cluster-creds="+c.creds)
	}
	var env []string
	if c.authority != "" {
		env = []string{"SSL_CERT_FILE=" + c.authority}
	}
	s := launchWith(t, env, filepath.Join(t.TempDir(), "data"), args...)
	if c.why != "" {
		s.logged("(" + c.why + ")")
	}
	if c.mended != "" {
		n.TurnsAway(t, 4)
		n.Kill()
		n.Configure(t, c.mended)
		n.Run(t)
	}
	if c.why == "" || c.mended != "" {
		s.web = s.logged(`web  http://([^\s"]+)`)
		status, err := s.askControl(withPatience(t), "/cluster")
		if err != nil || !strings.Contains(status, "following") || strings.Contains(status, c.secret) {
			t.Errorf("the status is %q, %v", status, err)
		}
	}
	s.kill()
	for _, line := range s.log.all() {
		if strings.Contains(line, c.secret) {
			t.Errorf("the log tells a secret: %s", line)
		}
	}
}
