package sshui

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/storage"
)

// limit is after what a test gives up on something that should happen.
const limit = 30 * time.Second

// eventually looks again and again whether something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for end := time.After(limit); !so(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("not so: %s", what)
		}
	}
}

// A testServer is a room on a disk, with its ssh door open.
type testServer struct {
	t      *testing.T
	log    *storage.Log
	room   *room.Room
	door   *Server
	l      net.Listener
	addr   string // of the door
	secret string // the admin secret
}

// A testConfig is how a server differs from the usual one.
type testConfig struct {
	flood  room.Flood
	admins []string // fingerprints
	opts   Options
	timing timing
	now    func() time.Time
	zone   *time.Location
	wrap   func(room.Log) room.Log
	behind *room.Gate
	log    *slog.Logger
}

// build opens a server, which is closed in order at the end of the test.
func build(t *testing.T, p testConfig) *testServer {
	t.Helper()
	dir := t.TempDir()
	h := &testServer{t: t}
	var err error
	if h.log, err = storage.Open(filepath.Join(dir, "history"), storage.Options{}); err != nil {
		t.Fatal(err)
	}
	var log room.Log = h.log
	if p.wrap != nil {
		log = p.wrap(log)
	}
	var secret room.Secret
	h.secret, secret = room.NewSecret()
	h.room, err = room.Open(t.Context(), log, room.Options{
		AdminName: "admin", Secret: secret, AdminKeys: p.admins, Flood: p.flood, Memory: h.log.Memory(), Logger: logger(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.opts.HostKey = filepath.Join(dir, "host_key")
	p.opts.Title = "Test"
	p.opts.Version = "v1.2.3"
	p.opts.PerAddress = max(p.opts.PerAddress, room.PerAddress)
	p.opts.Logger = p.log
	if p.log == nil {
		p.opts.Logger = logger(t)
	}
	if h.door, err = New(h.room, p.opts); err != nil {
		t.Fatal(err)
	}
	h.door.ServerZone = noon(time.Now().UTC())
	if p.zone != nil {
		h.door.ServerZone = p.zone
	}
	if p.timing != (timing{}) {
		h.door.timing = p.timing
	}
	if p.behind != nil {
		h.door.behind = p.behind
	}
	if p.now != nil {
		h.door.Now = p.now
	}
	if h.l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	h.addr = h.l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- h.door.Serve(h.l) }()
	t.Cleanup(func() {
		h.close()
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v, want nil", err)
		}
	})
	return h
}

// noon is a zone where it is about noon, so that no day ends during a test.
func noon(now time.Time) *time.Location {
	return time.FixedZone("noon", (12-now.Hour())*60*60)
}

// close closes everything in the order of main. Closing twice is fine.
func (h *testServer) close() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	h.l.Close()
	if err := h.room.Close(ctx); err != nil {
		h.t.Errorf("Room.Close: %v", err)
	}
	if err := h.door.Shutdown(ctx); err != nil {
		h.t.Errorf("Shutdown: %v", err)
	}
	h.log.Close()
}

// say has somebody say text who is at no door of ours.
func (h *testServer) say(name, text string) room.Receipt {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.API, Name: name, Passing: true, Recent: -1})
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	r, err := s.Enter(h.t.Context(), "", text)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// says has somebody say texts, the same person each time, from no door of ours.
func (h *testServer) says(name string, texts ...string) {
	h.t.Helper()
	v := room.Visitor{Via: room.API, Name: name, Key: "test " + name, Passing: true, Recent: -1}
	s, err := h.room.Join(h.t.Context(), v)
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	for _, text := range texts {
		if _, err := s.Enter(h.t.Context(), "", text); err != nil {
			h.t.Fatalf("%s says %q: %v", name, text, err)
		}
	}
}

// history is what has been said, as "sam: hi" lines.
func (h *testServer) history() string {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.API, Passing: true, Recent: -1})
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	page, err := s.Before(h.t.Context(), room.MaxSeq, room.PageMost)
	if err != nil {
		h.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range page.Events {
		fmt.Fprintf(&b, "%s: %s\n", e.Name, e.Text)
	}
	return b.String()
}

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

// A testSession is one of Go's client, and all that it has shown so far.
type testSession struct {
	t     *testing.T
	sess  *gossh.Session
	in    io.WriteCloser
	out   chan []byte
	seen  []byte
	aside *lines // standard error
	done  chan error
}

// A looks is the terminal of a screen; the zero one is none.
type looks struct {
	term          string
	width, height int
	command       string // "" for a shell
	variables     map[string]string
}

// open starts a session on c.
func (h *testServer) open(c *gossh.Client, l looks) *testSession {
	h.t.Helper()
	sess, err := c.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	s := &testSession{t: h.t, sess: sess, out: make(chan []byte), aside: &lines{}, done: make(chan error, 1)}
	sess.Stderr = s.aside
	s.in, _ = sess.StdinPipe()
	out, _ := sess.StdoutPipe()
	for name, value := range l.variables {
		if err := sess.Setenv(name, value); err != nil {
			h.t.Fatalf("Setenv(%s): %v", name, err)
		}
	}
	if l.width > 0 {
		if err := sess.RequestPty(l.term, l.height, l.width, gossh.TerminalModes{}); err != nil {
			h.t.Fatal(err)
		}
	}
	start := sess.Shell
	if l.command != "" {
		start = func() error { return sess.Start(l.command) }
	}
	if err := start(); err != nil {
		h.t.Fatal(err)
	}
	go s.read(out)
	go func() { s.done <- sess.Wait() }()
	return s
}

func (s *testSession) read(out io.Reader) {
	defer close(s.out)
	for {
		b := make([]byte, 4096)
		n, err := out.Read(b)
		if err != nil {
			return
		}
		select {
		case s.out <- b[:n]:
		case <-s.t.Context().Done(): // nobody looks any more
			return
		}
	}
}

// sees waits until text is shown behind what was seen before, and returns what
// was shown up to its end.
func (s *testSession) sees(text string) string {
	s.t.Helper()
	timeout := time.After(limit)
	for {
		if i := bytes.Index(s.seen, []byte(text)); i >= 0 {
			i += len(text)
			seen := string(s.seen[:i])
			s.seen = s.seen[i:]
			return seen
		}
		select {
		case b, more := <-s.out:
			if !more {
				s.t.Fatalf("the session ended before %q; seen: %q", text, s.seen)
			}
			s.seen = append(s.seen, b...)
		case <-timeout:
			s.t.Fatalf("no %q; seen: %q", text, s.seen)
		}
	}
}

// rest waits for the session's end, and returns what was shown until then and
// the exit code.
func (s *testSession) rest() (string, int) {
	s.t.Helper()
	timeout := time.After(limit)
	for {
		select {
		case b, more := <-s.out:
			if more {
				s.seen = append(s.seen, b...)
				continue
			}
			return string(s.seen), exitCode(<-s.done)
		case <-timeout:
			s.t.Fatalf("the session has not ended; seen: %q", s.seen)
		}
	}
}

// lost is the exit code of a session that was cut.
const lost = -1

func exitCode(err error) int {
	var exit *gossh.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitStatus()
	}
	return lost
}

// types types keys.
func (s *testSession) types(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, keys); err != nil {
		s.t.Fatal(err)
	}
}
