package sshui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/sshui/sshtest"
)

// A viewer is a session of Go's client that has the whole screen.
type viewer struct {
	*testSession
	glass *sshtest.Terminal
	all   strings.Builder // that was written
}

// view opens a session with the whole screen.
func (h *testServer) view(c *gossh.Client, l looks) *viewer {
	h.t.Helper()
	if l.term == "" {
		l.term = "xterm-256color"
	}
	if l.width == 0 {
		l.width, l.height = 80, 24
	}
	return &viewer{testSession: h.open(c, l), glass: sshtest.NewTerminal(l.width, l.height)}
}

// shows waits until the screen holds all of some texts.
func (v *viewer) shows(texts ...string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the screen shows %q", texts), func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// lacks waits until the screen holds a text no more.
func (v *viewer) lacks(text string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the screen lacks %q", text), func(screen string) bool { return !strings.Contains(screen, text) })
}

// until waits until something is so.
func (v *viewer) until(what string, so func(screen string) bool) {
	v.t.Helper()
	timeout := time.After(limit)
	for !so(v.glass.String()) {
		select {
		case b, more := <-v.out:
			if !more {
				v.t.Fatalf("the session ended before %s; the screen is\n%s", what, v.glass)
			}
			v.takes(b)
		case <-timeout:
			v.t.Fatalf("not so: %s; the screen is\n%s", what, v.glass)
		}
	}
}

func (v *viewer) takes(b []byte) {
	v.t.Helper()
	v.all.Write(b)
	if v.glass.Write(string(b)); v.glass.Wrong != "" {
		v.t.Fatalf("the screen is sent %q", v.glass.Wrong)
	}
}

// ends waits for the session's end, and returns all that was written, and the
// exit code.
func (v *viewer) ends() (string, int) {
	v.t.Helper()
	rest, code := v.rest()
	v.all.WriteString(rest)
	return v.all.String(), code
}
