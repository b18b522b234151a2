package sshui

import (
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// Terminals: whole is a usual one that gets the screen, xterm one on which lines
// are asked for, dumb one that understands nothing.
var (
	whole = looks{term: "xterm-256color", width: 80, height: 24}
	xterm = looks{term: "xterm-256color", width: 80, height: 24, command: "plain"}
	dumb  = looks{term: "dumb", width: 80, height: 24}
)

// TestPlain: people at two terminals talk to each other.
func TestPlain(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	h.say("old", "from before")
	ann := h.open(h.dial("ann"), xterm)
	greeting := ann.sees("from before\r\n")
	if !strings.Contains(greeting, "* Test: you are ann, 1 here. ") {
		t.Errorf("the greeting is %q, want the name in it", greeting)
	}
	bob := h.open(h.dial("bob"), xterm)
	bob.sees("you are bob, 2 here.")
	ann.sees("* bob joined (2 here)\r\n")

	ann.types("hello\r")
	ann.sees("> hello\r\n")
	ann.sees(" ann: hello\r\n")
	bob.sees(" ann: hello\r\n")
	bob.types("/me waves\r")
	ann.sees("* bob waves\r\n")
	bob.types("one\ntwo\x1b\rthree\r")
	ann.sees("bob: one\r\n        two\r\n        three\r\n")

	bob.types("/nick max\r")
	bob.sees("* you are max\r\n")
	ann.sees("* bob is now max (2 here)\r\n")
	bob.types("/quit\r")
	if _, code := bob.rest(); code != client.ExitDone {
		t.Errorf("/quit exited with %d", code)
	}
	ann.sees("* max left (1 here)\r\n")
}

// TestPlainRedraw: a message that comes while something is being typed stands
// above it.
func TestPlainRedraw(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types("half a")
	ann.sees("> half a")
	h.say("bob", "wait")
	if got := ann.sees("> half a"); !regexp.MustCompile(`^\r\n-- .* --\r\n\d\d:\d\d bob: wait\r\n> half a$`).MatchString(got) {
		t.Errorf("shown is %q", got)
	}
	ann.types(" line\r")
	ann.sees(" line\r\n")
	ann.sees(" ann: half a line\r\n")
}

// TestPlainHistory: the form begins with as much history as there is room for.
func TestPlainHistory(t *testing.T) {
	h := build(t, testConfig{})
	eve := h.open(h.dial("eve"), looks{command: "tail"})
	for i := range 30 {
		h.say("bob", fmt.Sprint("message ", i))
	}
	eve.sees("message 29\n") // it is there for those who come now, too
	ann := h.open(h.dial("ann"), looks{term: "xterm", width: 80, height: 14, command: "plain"})
	got := ann.sees("message 29\r\n")
	if strings.Contains(got, "message 19\r\n") || !strings.Contains(got, "message 20\r\n") {
		t.Errorf("a terminal of 14 rows begins with %q, want ten messages", got)
	}
}

// TestPlainEditing: what the line editor knows.
func TestPlainEditing(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("/quit leaves.\r\n")
	for _, c := range []struct{ keys, shown, said string }{
		{"helo\x7flo\r", "> hello", "hello"},
		{"hello there\x17you\r", "", "hello you"},
		{"nothing\x15something\r", "", "something"},
		{"\x1b[Aup\x1b[D\r", "> up", "up"},
		{"\x1ahi\x0c\r", "> hi", "hi"},
		{"dropped\x03kept\r", "> dropped\r\n> kept", "kept"},
		{"a draft\x04\x04 stays\r", "> a draft stays", "a draft stays"},
		{"\x1b[200~a paste\r\nof two lines\x1b[201~\r", "* 2 lines, 20 characters, Enter sends\r\n2> of two lines", "a paste\r\n        of two lines"},
		{"/he\t\r", "> /help", ""},
		{"hi an\t\r", "> hi ann", "hi ann"},
		{"@an\t\r", "> @ann", "@ann"},
		{"\x01\x02\x1b]0;x\x07\r", "", "0;x"},
	} {
		ann.types(c.keys)
		if c.said == "" {
			ann.sees(c.shown)
			continue
		}
		if got := ann.sees("ann: " + c.said + "\r\n"); !strings.Contains(got, c.shown) {
			t.Errorf("%q shows %q, want %q in it", c.keys, got, c.shown)
		}
	}
	ann.types("an\t")
	ann.sees("> ann")
	ann.types("\x1b")
	ann.sees("\b \b") // Esc restores the letters
	ann.types("x\r")
	ann.sees("ann: anx\r\n")
}

// TestPlainLeaving: Ctrl-D on an empty line leaves; so does Ctrl-C twice within
// two seconds (B50).
func TestPlainLeaving(t *testing.T) {
	var clock atomic.Int64
	h := build(t, testConfig{now: func() time.Time { return time.Unix(clock.Load(), 0) }})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types("\r\r \r\x04")
	if _, code := ann.rest(); code != client.ExitDone {
		t.Errorf("Ctrl-D exited with %d", code)
	}

	clock.Store(1000)
	bob := h.open(h.dial("bob"), xterm)
	bob.sees("you are bob")
	bob.types("\x03")
	bob.sees("* again to leave\r\n")
	clock.Store(1003)
	bob.types("\x03")
	bob.sees("* again to leave\r\n")
	clock.Store(1004)
	bob.types("\x03")
	if _, code := bob.rest(); code != client.ExitDone {
		t.Errorf("Ctrl-C twice exited with %d", code)
	}
}

// TestPlainFlood: a refused line is put back into the input (B30).
func TestPlainFlood(t *testing.T) {
	h := build(t, testConfig{flood: room.Flood{Messages: 2, Window: time.Hour}})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types("one\rtwo\rthree\r")
	for range 2 {
		ann.sees("* Too fast: try again in ")
		ann.sees("\r\n> three")
		ann.types("\r")
	}
	if got, want := h.history(), "ann: one\nann: two\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
}

// TestPlainCommands: a command that there is not is refused, and its text kept.
func TestPlainCommands(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types("/nosuch thing\r")
	ann.sees("* There is no such command.")
	ann.sees("\r\n> /nosuch thing")
	ann.types("\x15//slash\r")
	ann.sees("ann: /slash\r\n")
	ann.types("/help\r")
	help := ann.sees("/quit: leave\r\n")
	if !strings.Contains(help, "* /me waves") || !strings.Contains(help, "\r\n  /nick") {
		t.Errorf("/help shows %q", help)
	}
}

// TestPlainIgnore: who is ignored is not drawn (B40), and is again afterwards.
func TestPlainIgnore(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	bob := h.open(h.dial("bob"), xterm)
	ann.sees("* bob joined (2 here)\r\n")
	ann.types("/ignore bob\r")
	ann.sees("* you ignore bob; /unignore bob undoes that\r\n")
	bob.types("one\r")
	bob.sees("bob: one\r\n")
	h.say("carl", "two")
	if seen := ann.sees("carl: two\r\n"); strings.Contains(seen, "one") {
		t.Errorf("ann sees %q", seen)
	}
	ann.types("/unignore bob\r")
	ann.sees("* you ignore nobody")
	bob.types("three\r")
	ann.sees("bob: three\r\n")
}

// TestPlainLimit: a draft has an end, which is told before and at it.
func TestPlainLimit(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types(strings.Repeat("x", client.NearlyFull))
	ann.sees("* 800 characters are left\r\n")
	ann.types(strings.Repeat("y", 900))
	ann.sees("* a message has 4000 characters at most; the rest is left out\r\n")
	ann.types("\r")
	ann.sees("ann: xxx")
	if got, want := h.history(), "ann: "+strings.Repeat("x", client.NearlyFull)+strings.Repeat("y", 800)+"\n"; got != want {
		t.Errorf("said was %q", got)
	}
}

// TestPlainHostile: what others write and are called moves no terminal, and
// passes for nobody else's line.
func TestPlainHostile(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("/quit leaves.\r\n")
	eve := h.open(h.dial("\x1b[31meve\u202e\x07admin"), dumb)
	eve.sees("you are ")
	ann.sees(" joined (2 here)\r\n")
	h.say("eve", "hi\n2026-01-01 00:00 admin: hello\n00:00 admin: hello"+strings.Repeat(" ", 100)+"00:00 admin: hello")
	for range 3 {
		if got := ann.sees("admin: hello"); !strings.HasSuffix(got, "\r\n        2026-01-01 00:00 admin: hello") && !strings.HasSuffix(got, "\r\n        00:00 admin: hello") {
			t.Errorf("shown is %q", got)
		}
	}
}
