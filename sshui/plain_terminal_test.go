package sshui

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

// TestPlainDumb: a terminal that understands nothing gets no escape sequence,
// nor does one that asks for the plain form, nor anything without a terminal.
func TestPlainDumb(t *testing.T) {
	h := build(t, testConfig{})
	for name, l := range map[string]looks{
		"dumb":           dumb,
		"no TERM":        {width: 80, height: 24},
		"asked for":      {term: "xterm", width: 80, height: 24, command: "plain"},
		"without a PTY":  {command: "plain"},
		"odd TERM":       {term: "\x1b[2J", width: 80, height: 24, command: "plain"},
		"a tiny one":     {term: "dumb", width: 1, height: 1},
		"without colors": {term: "dumb", width: 80, height: 24, variables: map[string]string{"NO_COLOR": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			h.say("eve", "\x1b[31mred\x07\u009b1A\u202e")
			s := h.open(h.dial("sam"), l)
			s.sees("/quit leaves.")
			s.types("hi\x7f there")
			if l.width > 0 {
				s.types("\x15/quit\r")
			} else {
				s.types("\n/quit\n")
			}
			got, code := s.rest()
			if code != client.ExitDone {
				t.Errorf("/quit exited with %d", code)
			}
			allowed := func(r rune) bool { return unicode.IsControl(r) && r != '\r' && r != '\n' && r != '\b' }
			if strings.ContainsFunc(got, allowed) {
				t.Errorf("shown was %q", got)
			}
		})
	}
}

// TestPlainCooked: without a terminal the client shows what is typed, each
// line is a message, and the end of the input leaves.
func TestPlainCooked(t *testing.T) {
	h := build(t, testConfig{flood: room.Flood{Messages: 2, Window: time.Hour}})
	got := h.member("sam").run("one\ntwo\nthree\n", "plain")
	for _, want := range []string{"* Test: you are sam, 1 here.", "* Too fast: try again in", "\n  not sent: three\n"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("shown is %q, want %q in it", got.out, want)
		}
	}
	if got.code != client.ExitDone || strings.Contains(got.out, "\r") {
		t.Errorf("ssh -T host plain: %+v", got)
	}
	if got, want := h.history(), "sam: one\nsam: two\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
}

// TestPlainCutLine: what was left out of a line that nobody has seen cut is not
// passed over in silence (B21).
func TestPlainCutLine(t *testing.T) {
	h := build(t, testConfig{})
	sam := h.member("sam")
	long := strings.Repeat("x", texts.MaxChars+1)
	if got := sam.run(long+"\nshort\n", "plain"); got.code != client.ExitDone || !strings.Contains(got.out, "\n  not sent: xxx") {
		t.Errorf("ssh -T host plain with a long line: %+v", got)
	}
	if got := sam.run(long, "plain"); got.code != client.ExitData {
		t.Errorf("ssh -T host plain that ends with a long line: %+v, want exit code %d", got, client.ExitData)
	}
	if got := finish(t, sam.ssh([]string{"-tt"}), long); got.code != client.ExitData {
		t.Errorf("ssh -tt host < file of one long line: %+v, want exit code %d", got, client.ExitData)
	}
	if got, want := h.history(), "sam: short\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
}

// TestPlainLineEnd: a terminal that understands nothing sends at each line end,
// others at Enter only.
func TestPlainLineEnd(t *testing.T) {
	h := build(t, testConfig{})
	for _, l := range []looks{dumb, xterm} {
		s := h.open(h.dial("sam"), l)
		s.sees("you are sam")
		s.types("one\ntwo\r")
		s.sees("two\r\n")
		s.types("\x04")
		s.rest()
	}
	if got, want := h.history(), "sam: one\nsam: two\nsam: one\ntwo\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
}

// TestPlainInputEnds: what a file holds that is the input of a terminal is said
// when it ends, as one message; a client that is gone says nothing any more.
func TestPlainInputEnds(t *testing.T) {
	h := build(t, testConfig{flood: room.Flood{Messages: 1, Window: time.Hour}})
	sam := h.member("sam")
	if got := finish(t, sam.ssh([]string{"-tt"}), "one\ntwo\n"); got.code != client.ExitDone {
		t.Errorf("ssh -tt host < file: %+v", got)
	}
	if got, want := h.history(), "sam: one\ntwo\n"; got != want {
		t.Errorf("said was %q, want %q", got, want)
	}
	if got := finish(t, sam.ssh([]string{"-tt"}), "three"); got.code != client.ExitLater || !strings.Contains(got.err, "Too fast") {
		t.Errorf("ssh -tt host < file, too fast: %+v, want exit code %d", got, client.ExitLater)
	}

	c := h.dial("ann")
	ann := h.open(c, xterm)
	ann.sees("you are ann")
	ann.types("half a")
	ann.sees("> half a")
	c.Close()
	eventually(t, "the door is empty", h.empty)
	if got := h.history(); strings.Contains(got, "half") {
		t.Errorf("said was %q, after the client had gone", got)
	}
}

// TestPlainAway: who is cut off is kept quiet about for a while, who leaves is
// not (B9).
func TestPlainAway(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("bob")
	h.open(c, xterm).sees("you are bob")
	c.Close()
	eventually(t, "the door is empty", h.empty)
	if members, _ := h.room.Roster(10); len(members) != 1 {
		t.Errorf("here are %v, want bob for a while", members)
	}
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("you are ann")
	ann.types("\x04")
	ann.rest()
	eventually(t, "ann has left", func() bool {
		members, _ := h.room.Roster(10)
		return len(members) == 1 && members[0].Name == "bob"
	})
}

// TestPlainZone: a terminal's times are in the zone that the client sends.
func TestPlainZone(t *testing.T) {
	h := build(t, testConfig{})
	at := h.say("ann", "hi").Time
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	l := xterm
	l.variables = map[string]string{"TZ": "Asia/Tokyo"}
	h.open(h.dial("sam"), l).sees(at.In(tokyo).Format("15:04") + " ann: hi\r\n")
	h.open(h.dial("sam"), xterm).sees(at.In(h.door.ServerZone).Format("15:04") + " ann: hi\r\n")
}

// TestResize: rows are as wide as the terminal is now.
func TestResize(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), looks{term: "xterm", width: 2000, height: 2000, command: "plain"})
	ann.sees("you are ann")
	words := strings.TrimSpace(strings.Repeat("word ", 100))
	longest := func() (most int) {
		h.say("bob", words+" end")
		for line := range strings.SplitSeq(ann.sees("end\r\n"), "\r\n") {
			most = max(most, len(line))
		}
		return most
	}
	if got := longest(); got > client.MaxWidth || got < client.MaxWidth-8 {
		t.Errorf("the longest row of a terminal that claims to be 2000 wide has %d cells", got)
	}
	if err := ann.sess.WindowChange(10, 40); err != nil {
		t.Fatal(err)
	}
	eventually(t, "rows are of 40 cells", func() bool { return longest() <= 40 })
}

// TestGoodbye: when the room closes, everybody hears how to come back, and
// programs exit with 75 (B10).
func TestGoodbye(t *testing.T) {
	for name, c := range map[string]struct {
		opts Options
		want string
	}{
		"as reached": {Options{}, `ssh 127\.0\.0\.1 -p \d+`},
		"outside":    {Options{Public: "chat.example", PublicPort: 22}, `ssh chat\.example -p 22`},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, testConfig{opts: c.opts})
			h.say("ann", "hi")
			form := h.open(h.dial("sam"), xterm)
			cooked := h.open(h.dial("max"), looks{command: "plain"})
			tail := h.open(h.dial("tail"), looks{command: "tail"})
			pipe := h.open(h.dial("pipe"), looks{})
			for _, s := range []*testSession{form, cooked, tail} {
				s.sees("hi")
			}
			form.types("a draft")
			form.sees("> a draft")

			h.close()
			want := regexp.MustCompile(`The server is stopping\. To come back:\r?\n *` + c.want + `\r?\n`)
			for name, s := range map[string]*testSession{"form": form, "cooked": cooked, "tail": tail, "pipe": pipe} {
				got, code := s.rest()
				if got += s.aside.String(); code != client.ExitLater || !want.MatchString(got) {
					t.Errorf("%s ended with %q and exit code %d, want %v and %d", name, got, code, want, client.ExitLater)
				}
			}
		})
	}
}

// TestClosing: who comes while the room closes is told so.
func TestClosing(t *testing.T) {
	h := build(t, testConfig{})
	if err := h.room.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]looks{"form": xterm, "command": {command: "who"}, "pipe": {}} {
		s := h.open(h.dial("late"), l)
		if got, code := s.rest(); code != client.ExitLater || got != "" || !strings.Contains(s.aside.String(), "stopping") {
			t.Errorf("%s ended with %q, %q and exit code %d, want %d", name, got, s.aside, code, client.ExitLater)
		}
	}
}
