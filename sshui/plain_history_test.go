package sshui

import (
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/screen"
)

// TestPlainAbsence: who comes back hears what was missed, and sees where it
// begins; once it was seen, no more (B11, B12).
func TestPlainAbsence(t *testing.T) {
	h := build(t, testConfig{})
	key := newSigner(t)
	come := func() *testSession {
		s := h.open(h.dial("ann", key), xterm)
		s.sees("you are ann")
		return s
	}
	leave := func(s *testSession) {
		s.types("\x04")
		s.rest()
	}
	ann := come()
	ann.types("bye\r")
	ann.sees("ann: bye\r\n")
	leave(ann)
	for _, text := range []string{"first", "@ann, second", "third for `ann`"} {
		h.say("bob", text)
	}
	since := h.say("bob", "fourth").Time.In(h.door.ServerZone).Format("15:04")

	ann = come()
	got := ann.sees("fourth\r\n")
	for _, want := range []string{"\r\n* since today " + since + ": 4 messages, 1 for you\r\n", "ann: bye\r\n-- new --\r\n", "bob (to you): @ann, second\r\n", "bob: third for `ann`\r\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("shown is %q, want %q in it", got, want)
		}
	}
	if strings.Contains(got, client.Ring) {
		t.Errorf("shown is %q, want no bell for history", got)
	}
	leave(ann) // with a key, so that was seen

	ann = come()
	h.say("bob", "live")
	if got := ann.sees("live\r\n"); strings.Contains(got, "since") || strings.Contains(got, "-- new --") {
		t.Errorf("shown is %q, want nothing new", got)
	}
	leave(ann)
	if w := h.welcome(key); w.Read != w.Head {
		t.Errorf("read up to %d of %d", w.Read, w.Head)
	}
}

// TestPlainMuchMissed: all that is new is shown, even if that is more than
// there is room for, unless it is too much.
func TestPlainMuchMissed(t *testing.T) {
	h := build(t, testConfig{})
	key := newSigner(t)
	ann := h.open(h.dial("ann", key), xterm)
	ann.types("bye\r")
	ann.sees("ann: bye\r\n")
	ann.types("\x04")
	ann.rest()
	eve := h.open(h.dial("eve"), looks{command: "tail"})
	for i := range 60 {
		h.say("bob", fmt.Sprint("message ", i))
	}
	eve.sees("message 59\n")
	got := h.open(h.dial("ann", key), xterm).sees("message 59\r\n")
	if !strings.Contains(got, ": 60 messages\r\n") || !regexp.MustCompile(`-- new --\r\n-- .* --\r\n.{6}bob: message 0\r\n`).MatchString(got) {
		t.Errorf("shown is %q, want 60 messages below a line", got)
	}
	for i := range client.CountMost {
		h.say("bob", fmt.Sprint("more ", i))
	}
	eve.sees(fmt.Sprint("more ", client.CountMost-1, "\n"))
	got = h.open(h.dial("ann", key), xterm).sees(fmt.Sprint("more ", client.CountMost-1, "\r\n"))
	if n := strings.Count(got, "more "); !strings.Contains(got, ": more than 500 messages\r\n") || n > room.Backlog+1 || !strings.Contains(got, "-- new --\r\n") {
		t.Errorf("shown is %q, with %d messages", got, n)
	}
}

// welcome is how the room greets the person with a key.
func (h *testServer) welcome(key gossh.Signer) room.Welcome {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.SSH, Key: fingerprint(key.PublicKey()), Passing: true})
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	return s.Welcome()
}

// TestPlainBell: it rings for mentions, for all or for nothing, as the person
// wants it, and once in ten seconds at most (B41, B42).
func TestPlainBell(t *testing.T) {
	var clock atomic.Int64
	h := build(t, testConfig{now: func() time.Time { return time.Unix(clock.Load(), 0) }})
	key := newSigner(t)
	ann := h.open(h.dial("ann", key), xterm)
	ann.sees("/quit leaves.\r\n")
	hears := func(text string, want bool) {
		t.Helper()
		h.say("bob", text+" A")
		h.say("ann_nobody", "B")
		if got := ann.sees("B\r\n"); strings.Contains(got, client.Ring) != want {
			t.Errorf("%q shows %q; a bell was wanted: %v", text, got, want)
		}
		clock.Add(int64(client.BellPause / time.Second))
	}
	clock.Store(1000)
	hears("hi", false)
	hears("hi ann", true)
	clock.Add(-1)
	hears("hi ann", false)
	for _, c := range []struct{ typed, told string }{
		{"/bell", "* the bell rings when somebody mentions you\r\n"},
		{"/bell loud", "* Choose one of off, mention, all.\r\n> /bell loud"},
		{"\x15/bell all", "* the bell rings at every message\r\n"},
	} {
		ann.types(c.typed + "\r")
		ann.sees(c.told)
	}
	hears("hi", true)
	ann.types("/bell off\r")
	ann.sees("* the bell is off\r\n")
	hears("hi ann", false)
	ann.types("\x04")
	ann.rest()
	ann = h.open(h.dial("ann", key), xterm) // remembered
	ann.sees("B\r\n")
	hears("hi ann", false)
}

// TestPlainSettings: what is chosen holds from then on, and is remembered for
// the key.
func TestPlainSettings(t *testing.T) {
	h := build(t, testConfig{})
	key := newSigner(t)
	ann := h.open(h.dial("ann", key), xterm)
	ann.sees("/quit leaves.\r\n")
	for _, c := range []struct{ typed, told string }{
		{"/tz", "* times are in the zone that your client sends as TZ, or else in the server's\r\n"},
		{"/tz Asia/Nowhere", "* There is no such time zone. They are called as in Europe/Berlin or UTC.\r\n> /tz Asia/Nowhere"},
		{"\x15/color 256", "* colors are 256\r\n"},
		{"/color", "* colors are 256\r\n"},
		{"/plain", "* lines are only appended; /plain off brings the screen back\r\n"},
		{"/TZ  Asia/Tokyo ", "* times are in the zone Asia/Tokyo\r\n"},
	} {
		ann.types(c.typed + "\r")
		ann.sees(c.told)
	}
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	want := h.say("bob", "hi").Time.In(tokyo).Format("15:04") + " bob: hi\r\n"
	ann.sees(want)
	again := h.open(h.dial("ann", key), looks{term: "xterm", width: 80, height: 24, command: "plain", variables: map[string]string{"TZ": "UTC"}})
	again.sees(want)
	again.types("/tz auto\r")
	again.sees("* times are in the zone that")
	again.types("/plain off\r")
	again.sees("* terminals that can have the screen get it")
	ann.types("/he\t\r")
	if help := ann.sees("/quit: leave\r\n"); !strings.Contains(help, "/goto 1234: ") || !strings.Contains(help, "/bell off|mention|all: ") {
		t.Errorf("/help shows %q", help)
	}
}

// TestPlainPeople: Ctrl-O says who is here, and leaves the draft as it is.
func TestPlainPeople(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("/quit leaves.")
	ann.types("half\x0f a line\r")
	ann.sees("* 1 here: ann (ssh)\r\n> half")
	ann.sees("ann: half a line\r\n")
}

// TestPlainFromScreen: /plain takes the screen away and goes on by lines, with
// the same person, at once; who has a key gets lines from then on.
func TestPlainFromScreen(t *testing.T) {
	h := build(t, testConfig{})
	h.say("bob", "from before, ann")
	key := newSigner(t)
	for name, c := range map[string]*gossh.Client{"sam": h.dial("sam"), "ann": h.dial("ann", key)} {
		s := h.open(c, whole)
		s.sees("from before")
		s.types("/plain\r")
		s.sees(screen.Leave)
		if got := s.sees("* lines are only appended"); !strings.Contains(got, "from before, ann\r\n") || strings.Contains(got, client.Ring) {
			t.Errorf("%s sees %q", name, got)
		}
		h.say("bob", "hello, "+name)
		s.sees(": hello, " + name + client.Ring + "\r\n")
		s.types("hi\r")
		s.sees(name + ": hi\r\n")
	}
	if members, _ := h.room.Roster(10); len(members) != 2 || members[0].Name != "ann" || members[1].Name != "sam" {
		t.Errorf("here are %v, want ann and sam", members)
	}
	again := h.open(h.dial("ann", key), whole)
	if got := again.sees("/quit leaves."); !strings.HasPrefix(got, client.PasteOn+"* Test: you are ann") {
		t.Errorf("ann is shown %q, want lines", got)
	}
}

// TestPlainGoto: /goto shows a message among those around it, and leads back.
func TestPlainGoto(t *testing.T) {
	h := build(t, testConfig{})
	var seqs []room.Seq
	for i := range 20 {
		seqs = append(seqs, h.say("bob", fmt.Sprint("message ", i)).Seq)
	}
	ann := h.open(h.dial("ann"), xterm)
	ann.sees("message 19\r\n")
	for _, typed := range []string{"/goto %d", "/goto #m%d", "/goto #%d"} {
		ann.types(fmt.Sprintf(typed, seqs[9]) + "\r")
		ann.sees(fmt.Sprintf("* message %d and what was said around it:\r\n-- ", seqs[9]))
		got := ann.sees("* back in the present:\r\n")
		want := fmt.Sprintf(" bob (%d): message 9\r\n", seqs[9])
		if !strings.Contains(got, want) || strings.Count(got, "message") != 1+2*client.AroundMost || !strings.Contains(got, "message 4\r\n") {
			t.Errorf("%s shows %q", typed, got)
		}
	}
	h.say("bob", "now")
	if got := ann.sees("bob: now\r\n"); !strings.Contains(got, "-- ") {
		t.Errorf("back in the present, %q is shown without a day", got)
	}
	for typed, told := range map[string]string{
		"/goto 999999":               "* There is no message 999999.\r\n",
		"/goto 0":                    "* Which one?",
		"/goto":                      "* Which one?",
		"/goto 99999999999999999999": "* Which one?",
	} {
		ann.types(typed + "\r")
		ann.sees(told)
		ann.sees("> " + typed)
		ann.types("\x15")
	}
}
