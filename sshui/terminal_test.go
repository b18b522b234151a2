package sshui

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

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
