package main

import (
	"bytes"
	"io"
	"sync"
	"testing"
)

// A screen is a terminal with the form that has all of it.
type screen struct {
	t    *testing.T
	keys io.Writer

	mu    sync.Mutex
	drawn []byte // not looked at yet
	more  chan struct{}
}

// openScreen connects with a wide terminal.
func openScreen(t *testing.T, server *process, user string) *screen {
	t.Helper()
	session, err := login(t, server, user, newKey(t)).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, more: make(chan struct{}, 1)}
	s.keys, err = session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	session.Stdout = s
	if err := session.RequestPty("xterm", 40, 250, nil); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	s.await("online")
	return s
}

// Write takes what is drawn.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = append(s.drawn, b...)
	select {
	case s.more <- struct{}{}:
	default: // it is known
	}
	return len(b), nil
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Error(err)
	}
}

// forget looks at nothing that was drawn until now.
func (s *screen) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = nil
}

// await waits until text is drawn.
func (s *screen) await(text string) {
	s.t.Helper()
	ctx := withPatience(s.t)
	for {
		s.mu.Lock()
		_, behind, found := bytes.Cut(s.drawn, []byte(text))
		if found {
			s.drawn = behind
		}
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-s.more:
		case <-ctx.Done():
			s.t.Fatalf("%q is not drawn", text)
		}
	}
}
