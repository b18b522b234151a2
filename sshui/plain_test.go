package sshui

import (
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"talktalktalk/room"
	"talktalktalk/room/texts"
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
	ann, bob := h.open(h.dial("ann"), xterm), h.open(h.dial("bob"), xterm)
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
