package sshui

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/screen"
	"talktalktalk/sshui/sshtest"
)

// TestFullFlood: a line that comes too fast is put back, and the wait is
// counted down (B30).
func TestFullFlood(t *testing.T) {
	var clock atomic.Int64
	h := build(t, testConfig{
		flood: room.Flood{Messages: 2, Window: time.Hour},
		now:   func() time.Time { return time.Unix(clock.Load(), 0) },
	})
	ann := h.view(h.dial("ann"), looks{})
	ann.types("one\rtwo\rthree\r")
	ann.shows("ann  one\n", "two\n", "> three\n", "Too fast: try again in 3")
	clock.Add(30 * 60)
	ann.types("!")
	ann.shows("> three!\n", "Too fast: try again in 1")
	clock.Add(30 * 60)
	ann.types("!")
	ann.shows("> three!!\n")
	ann.lacks("Too fast")
	if got, want := h.history(), "ann: one\nann: two\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
}

// TestFullArrival: who comes back finds what is new below a line (B12), and
// what was read is remembered.
func TestFullArrival(t *testing.T) {
	h := build(t, every(20*time.Minute))
	ann := h.member("ann")
	enter := func() *viewer { return h.view(h.dial("ann", ann.signer), looks{}) }
	leave := func(v *viewer) {
		v.types("\x04")
		v.ends()
	}
	h.says("bob", "before")
	v := enter()
	v.shows("before\n")
	v.lacks("── new")
	leave(v)

	h.says("bob", "one", "two for ann")
	v = enter()
	v.shows("before\n── new ──", "one\n", "two for ann\n")
	v.types("\x1b")
	v.lacks("── new")
	leave(v)

	for i := range 30 {
		h.says("bob", fmt.Sprint("message ", i))
	}
	v = enter()
	v.shows("two for ann\n── new since yesterday 10:23: 30 messages ──", "message 0\n", "30 new · End")
	v.types("\x1b[F")
	v.shows("message 29\n")
	leave(v)

	for i := range 150 {
		h.says("bob", fmt.Sprint("message ", i))
	}
	v = enter()
	v.shows("── new since yesterday 20:23: 150 messages ──", "message 0\n", "150 new · End")
	v.types("\x1b[F")
	v.shows("message 149\n", "Ctrl-O")
	leave(v)

	v = enter()
	v.shows("message 149\n", "Ctrl-O")
	v.lacks("── new")
	v.types("\x1b[O")
	h.says("bob", "while away")
	v.shows("while away\n")
	v.types("\x1b[I")
	v.shows("── new ──")
}

// TestFullBell: mentions are marked and ring, at most once in ten seconds, and
// not those of the past (B41, B42).
func TestFullBell(t *testing.T) {
	var clock atomic.Int64
	h := build(t, testConfig{now: func() time.Time { return time.Unix(clock.Load(), 0) }})
	h.says("bob", "ann was here")
	ann := h.view(h.dial("ann"), looks{})
	hears := func(text string, want int) {
		t.Helper()
		h.says("bob", text)
		ann.shows(text + "\n")
		if got := ann.glass.Bells; got != want {
			t.Errorf("after %q the bell has rung %d times, want %d", text, got, want)
		}
	}
	ann.shows("»       bob  ann was here")
	hears("nothing", 0)
	hears("hi, ann", 1)
	hears("ann again", 1)
	clock.Add(11)
	hears("and ann", 2)
	ann.types("/bell off\r")
	ann.shows("the bell is off")
	clock.Add(11)
	hears("once more, ann", 2)
	if !strings.Contains(ann.all.String(), "once more, \x1b[1;38;5;30mann\x1b[m") {
		t.Error("a mention is not bold")
	}
}

// TestFullPeople: Ctrl-O shows who is here.
func TestFullPeople(t *testing.T) {
	h := build(t, testConfig{})
	for _, name := range []string{"bob", "carl"} {
		h.view(h.dial(name), looks{}).shows(name + " · ")
	}
	ann := h.view(h.dial("ann"), looks{})
	ann.types("a draft\x0f")
	ann.shows("── 3 online ──", "ann (ssh)", "bob (ssh)    carl (ssh)", "Esc closes", "> a draft")
	ann.types("\x1b")
	ann.lacks("── 3 online")
	ann.types("\x0f")
	ann.shows("── 3 online ──")
	ann.types("!")
	ann.lacks("── 3 online")
	ann.shows("> a draft!")
}

// TestFullChanges: edits and deletions are seen at once, and one's own last
// message comes back by Alt+Up (B25).
func TestFullChanges(t *testing.T) {
	h := build(t, testConfig{})
	ann, bob := h.view(h.dial("ann"), looks{}), h.view(h.dial("bob"), looks{})
	ann.types("helo\r")
	bob.shows("ann  helo\n")
	ann.types("\x1b[1;3A")
	ann.shows("> helo\n", "editing · Enter saves")
	ann.types("\x1b[Dl\r")
	bob.shows("ann  hello (edited)\n")
	ann.shows("ann  hello (edited)\n", "> say something")
	ann.types("\x1b[1;3A")
	ann.shows("editing")
	ann.types("\x1b")
	ann.shows("> say something")
	ann.types("/delete\r")
	bob.shows("ann  message deleted\n")
	ann.types("new\r")
	bob.shows("new\n")
}

// TestFullIgnore: what somebody says who is ignored goes from the screen, and
// comes back (B40).
func TestFullIgnore(t *testing.T) {
	h := build(t, testConfig{})
	h.says("eve", "spam")
	h.says("bob", "ham")
	ann := h.view(h.dial("ann"), looks{})
	ann.shows("spam", "ham")
	ann.types("/ignore eve\r")
	ann.shows("you ignore eve")
	ann.lacks("spam")
	ann.types("/unignore eve\r")
	ann.shows("you ignore nobody", "eve  spam", "bob  ham")
}

// TestFullLeaving: whatever ends the screen, the terminal is as it was before (B50).
func TestFullLeaving(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	clock := func() time.Time {
		if broken.Load() {
			panic("broken")
		}
		return sshtest.Saturday
	}
	for name, c := range map[string]struct {
		end  func(h *testServer, v *viewer)
		code int
		last string
	}{
		"/quit":        {func(_ *testServer, v *viewer) { v.types("\x15/quit\r") }, client.ExitDone, ""},
		"Ctrl-D":       {func(_ *testServer, v *viewer) { v.types("\x15\x04") }, client.ExitDone, ""},
		"Ctrl-C twice": {func(_ *testServer, v *viewer) { v.types("\x15\x03"); v.shows("again to leave"); v.types("\x03") }, client.ExitDone, ""},
		"the end":      {func(h *testServer, _ *viewer) { h.close() }, client.ExitLater, "The server is stopping. To come back:\r\nssh "},
		"a panic":      {func(_ *testServer, v *viewer) { broken.Store(true); v.types("x") }, client.ExitInternal, ""},
	} {
		t.Run(name, func(t *testing.T) {
			broken.Store(false)
			h := build(t, testConfig{now: clock})
			v := h.view(h.dial("ann"), looks{})
			v.types("half")
			v.shows("> half")
			for _, mode := range []string{"?1049", "?2004", "?1004", "?25"} {
				if !v.glass.Modes[mode] {
					t.Errorf("mode %s is off", mode)
				}
			}
			c.end(h, v)
			got, code := v.ends()
			if code != c.code {
				t.Errorf("the exit code is %d, want %d", code, c.code)
			}
			_, after, found := strings.Cut(got, screen.Leave)
			if !found || !strings.HasPrefix(after, c.last) {
				t.Errorf("behind the screen stands %q, want %q", after, c.last)
			}
		})
	}
}
