package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// haproxy is in front of the ssh door, as docs/proxy has it, and tells it by the
// PROXY protocol who comes. It returns s as it is seen from outside.
func haproxy(t *testing.T, s *process) *process {
	t.Helper()
	text, err := os.ReadFile("docs/proxy/haproxy.cfg")
	if err != nil {
		t.Fatal(err)
	}
	own, addr := t.TempDir(), freeAddress(t)
	conf := strings.NewReplacer("127.0.0.1:2222", s.ssh, ":22\n", addr+"\n").Replace(string(text))
	p := launchProxy(t, own, conf, "Loading success", "haproxy", "-W", "-db", "-f", filepath.Join(own, "conf"))
	t.Cleanup(p.stop)
	outside := *s
	outside.ssh = addr
	return &outside
}

// TestHAProxy comes by ssh through haproxy: two talk, limits count the true
// addresses, the log has them, and what a stranger says of its own is ignored.
func TestHAProxy(t *testing.T) {
	t.Parallel()
	s := start(t, "--trusted-proxies=127.0.0.1", "--per-address=2")
	outside := haproxy(t, s)
	ann := open(t, outside, "ann", newKey(t))
	bob, _ := browse(t, s, object{Name: "bob"})
	seq := bob.say("1", "to the terminal")
	if _, err := ann.shown.find(withPatience(t), func(line string) bool { return strings.Contains(line, "to the terminal") }); err != nil {
		t.Errorf("ann does not see %d: %v", seq, err)
	}
	ann.client.Close()
	for _, address := range []string{"127.0.0.2", "127.0.0.3"} {
		for i := range 3 {
			client, err := loginFrom(t, outside, address, nil)
			if err == nil {
				defer client.Close()
			}
			if refused := err != nil; refused != (i == 2) {
				t.Errorf("connection %d from %s: %v", i, address, err)
			}
		}
	}
	forged := fmt.Appendf(nil, "PROXY TCP4 192.0.2.9 127.0.0.1 1 2222\r\n")
	if client, err := loginFrom(t, s, "127.0.0.9", forged); err == nil {
		client.Close()
	}
	s.stop()
	var ended []string
	for _, line := range s.log.all() {
		if _, rest, is := strings.Cut(line, "ssh connection ended addr="); is {
			from, _, _ := strings.Cut(rest, " ")
			ended = append(ended, from)
		}
	}
	for _, address := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.9"} {
		if !slices.Contains(ended, address) {
			t.Errorf("the log tells of %v, not of %s", ended, address)
		}
	}
	if slices.Contains(ended, "192.0.2.9") {
		t.Error("the log believes the stranger")
	}
}

// loginFrom logs in from an address of this machine, which says first something
// of its own.
func loginFrom(t *testing.T, s *process, address string, first []byte) (*ssh.Client, error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, err := from(address).DialContext(ctx, "tcp", s.ssh)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(first); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	c, channels, requests, err := ssh.NewClientConn(conn, s.ssh, &ssh.ClientConfig{
		User: "sam", Auth: []ssh.AuthMethod{ssh.PublicKeys(newKey(t))}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return ssh.NewClient(c, channels, requests), nil
}
