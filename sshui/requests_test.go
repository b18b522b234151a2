package sshui

import (
	"errors"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/sshui/client"
)

// TestRequests: of what a client may ask of a session, only what means
// something here is granted.
func TestRequests(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("sam")
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	env := func(name, value string) []byte {
		return gossh.Marshal(&struct{ Name, Value string }{name, value})
	}
	size := windowSize{Columns: 80, Rows: 24}
	for _, c := range []struct {
		name    string
		payload []byte
		granted bool
	}{
		{"subsystem", gossh.Marshal(&struct{ Name string }{"sftp"}), false},
		{"auth-agent-req@openssh.com", nil, false},
		{"x11-req", nil, false},
		{"break", []byte{0, 0, 0, 1}, false},
		{"signal", gossh.Marshal(&struct{ Name string }{"TERM"}), false},
		{"nosuch", nil, false},
		{"env", env("LD_PRELOAD", "x"), false},
		{"env", env("TZ", strings.Repeat("x", client.MaxVariable+1)), false},
		{"env", env("TZ", "UTC"), true},
		{"env", []byte("?"), false},
		{"window-change", gossh.Marshal(&size), true},
		{"window-change", []byte("?"), false},
		{"pty-req", []byte("?"), false},
		{"pty-req", ptyRequest(strings.Repeat("x", client.MaxTerm+1), size), false},
		{"pty-req", ptyRequest("xterm", size), true},
		{"pty-req", ptyRequest("xterm", size), false}, // one is enough
		{"exec", gossh.Marshal(&struct{ Line string }{"tail"}), true},
		{"exec", gossh.Marshal(&struct{ Line string }{"who"}), false},
		{"shell", nil, false},
	} {
		if ok, err := ch.SendRequest(c.name, true, c.payload); ok != c.granted || err != nil {
			t.Errorf("SendRequest(%s, %q) = %v, %v; want %v", c.name, c.payload, ok, err, c.granted)
		}
	}
	if _, _, err := c.SendRequest("tcpip-forward", true, env("", "")); err != nil {
		t.Error(err)
	}
	for _, kind := range []string{"direct-tcpip", "x11", "nosuch"} {
		if _, _, err := c.OpenChannel(kind, nil); !errors.As(err, new(*gossh.OpenChannelError)) {
			t.Errorf("OpenChannel(%s) = %v, want it refused", kind, err)
		}
	}
}

func ptyRequest(term string, s windowSize) []byte {
	return gossh.Marshal(&struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{term, s.Columns, s.Rows, s.Width, s.Height, ""})
}

// TestTerminalSize: no terminal is as large as its client likes.
func TestTerminalSize(t *testing.T) {
	terminal := client.NewTerminal()
	for _, c := range []struct {
		columns, rows uint32
		width, height int
	}{
		{0, 0, client.UsualWidth, client.UsualHeight},
		{2000, 2000, client.MaxWidth, client.MaxHeight},
		{1, 1, 1, 1},
		{0, 50, 1, 50},
		{1<<32 - 1, 0, client.MaxWidth, 50},
	} {
		terminal.Resize(c.columns, c.rows)
		if width, height := terminal.Size(); width != c.width || height != c.height {
			t.Errorf("resize(%d, %d): %d×%d, want %d×%d", c.columns, c.rows, width, height, c.width, c.height)
		}
	}
}

// TestOneSession: a connection has one session, and is cut when it asks for
// too many.
func TestOneSession(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("sam")
	s := h.open(c, looks{command: "tail"})
	for range sessionsMost - 1 {
		var refused *gossh.OpenChannelError
		if _, err := c.NewSession(); !errors.As(err, &refused) || refused.Reason != gossh.ResourceShortage {
			t.Fatalf("a second session: %v, want a shortage of resources", err)
		}
	}
	h.say("ann", "still here")
	s.sees("still here")
	if _, err := c.NewSession(); err == nil {
		t.Error("a session too many was granted")
	}
	if _, code := s.rest(); code != lost {
		t.Errorf("the session ended with %d, want it cut", code)
	}
}

// TestConnectionEndsWithSession: it is of no more use.
func TestConnectionEndsWithSession(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	c := h.dial("sam")
	if _, code := h.open(c, looks{command: "version"}).rest(); code != client.ExitDone {
		t.Fatalf("version exited with %d", code)
	}
	c.Wait()
}
