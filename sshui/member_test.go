package sshui

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// A member is somebody with an ssh key, and a folder for OpenSSH's client.
type member struct {
	h      *testServer
	name   string
	dir    string
	signer gossh.Signer
}

// member makes a key and writes down the host's.
func (h *testServer) member(name string) *member {
	h.t.Helper()
	m := &member{h: h, name: name, dir: h.t.TempDir()}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	if m.signer, err = gossh.NewSignerFromKey(key); err != nil {
		h.t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(key, "")
	if err != nil {
		h.t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(h.addr)
	known := fmt.Sprintf("[%s]:%s %s", host, port, gossh.MarshalAuthorizedKey(h.door.key.PublicKey()))
	m.write("key", string(pem.EncodeToMemory(block)))
	m.write("key.pub", string(gossh.MarshalAuthorizedKey(m.signer.PublicKey())))
	m.write("known_hosts", known)
	return m
}

func (m *member) write(name, text string) {
	m.h.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600); err != nil {
		m.h.t.Fatal(err)
	}
}

// options are those of OpenSSH's programs, which differ in one letter.
func (m *member) options(portFlag string) []string {
	_, port, _ := net.SplitHostPort(m.h.addr)
	return []string{
		"-F", "none", portFlag, port, "-i", filepath.Join(m.dir, "key"),
		"-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes",
		"-o", "UserKnownHostsFile=" + filepath.Join(m.dir, "known_hosts"),
	}
}

// ssh is OpenSSH's client, with arguments for it before and after the host.
func (m *member) ssh(before []string, after ...string) *exec.Cmd {
	args := append(before, m.options("-p")...) // the first of two that differ counts
	args = append(args, m.name+"@127.0.0.1")
	cmd := exec.CommandContext(m.h.t.Context(), "ssh", append(args, after...)...)
	cmd.Env = append(os.Environ(), "TERM=xterm", "TZ=")
	return cmd
}

// An outcome is what a program left behind.
type outcome struct {
	out, err string
	code     int
}

// run runs OpenSSH's client with a command line.
func (m *member) run(input, command string) outcome {
	m.h.t.Helper()
	var after []string
	if command != "" {
		after = []string{command}
	}
	return finish(m.h.t, m.ssh([]string{"-T"}, after...), input)
}

// finish runs a program to its end.
func finish(t *testing.T, cmd *exec.Cmd, input string) outcome {
	t.Helper()
	var out, aside bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &aside
	cmd.WaitDelay = limit
	giveUp := time.AfterFunc(limit, func() { cmd.Process.Kill() })
	defer giveUp.Stop()
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return outcome{out.String(), aside.String(), cmd.ProcessState.ExitCode()}
}

// dial logs in with Go's client, by key or, without one, by the interactive
// login that asks nothing.
func (h *testServer) dial(user string, keys ...gossh.Signer) *gossh.Client {
	h.t.Helper()
	auth := []gossh.AuthMethod{gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		if len(questions) > 0 {
			return nil, errors.New("a question: " + strconv.Quote(questions[0]))
		}
		return nil, nil
	})}
	if len(keys) > 0 {
		auth = []gossh.AuthMethod{gossh.PublicKeys(keys...)}
	}
	c, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{
		User: user, Auth: auth, Timeout: limit,
		HostKeyCallback: gossh.FixedHostKey(h.door.key.PublicKey()),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	return c
}
