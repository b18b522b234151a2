package sshui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"talktalktalk/room"
	"talktalktalk/room/wire"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/screen"
	"talktalktalk/sshui/sshtest"
)

// converse has people talk, of everything that there is.
func converse(h *testServer) {
	h.says("mira", "morning all. **release day** is today, isn't it? :tada:")
	h.says("tomás", "it is! notes are at https://example.org/notes/3.2.", "two things left:\n> check the upgrade from 3.1\n> say it on the list")
	h.says("漢字", "全角 and *half*, `code`, ~~struck~~")
	h.says("ada", "I did the upgrade on the test box, which took a while since it has everything since 2019", "```\n$ upgrade --from 3.1\n\tall well\n```")
	h.says("max", "👨‍👩‍👧 family, 🇩🇪 flag, 👍🏽 thumb, ❤️ heart, e\u0301 accent")
	h.says("سارة", "مرحبا بالجميع, hello")
	h.says("דנה", "שלום")
	h.says("mira", "/me dances")
	h.says("abcdefghijklmnop", "a name of sixteen letters has no column")
	h.says("tomás", "lovely. sam, can you do the list?")
}

// TestScreens: the screen at several sizes, in a real terminal.
func TestScreens(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 5}, {200, 60}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t, every(20*time.Second))
			converse(h)
			sam := h.member("sam").pane(size[0], size[1])
			sam.is(name, "> ")
			sam.pastes("one 漢字\n👨‍👩‍👧 two")
			sam.keys("Left", "Left", "Left", "Left")
			sam.is(name+"-draft", "cursor 4,")
			if size[1] < 24 {
				sam.keys("C-c", "PPage")
				sam.is(name+"-older", "/goto")
			}
		})
	}
}

// TestConversation has people talk at real terminals.
func TestConversation(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	h.say("old", "from before")
	sam := h.member("sam").pane(60, 20)
	sam.shows("old  from before")
	ann := h.member("ann").pane(60, 20)
	sam.shows("ann joined", "sam · 2 online")
	sam.keys("hello", "Enter")
	ann.shows("sam  hello\n")
	ann.keys("half a")
	ann.shows("> half a")
	sam.keys("still here", "Enter")
	ann.shows("still here", "> half a")
	ann.keys(" line", "BSpace", "Enter")
	sam.shows("ann  half a lin\n")

	h.close()
	for _, p := range []*pane{sam, ann} {
		port := h.addr[strings.LastIndexByte(h.addr, ':')+1:]
		p.shows("The server is stopping. To come back:\nssh 127.0.0.1 -p "+port, "exit code 75")
	}
}

// TestPaging: the keys lead through all of the history, and back (B17).
func TestPaging(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	for i := range 1000 {
		h.says("bob", fmt.Sprint("message ", i))
	}
	sam := h.member("sam").pane(80, 24)
	sam.shows("message 999")
	for range 7 {
		sam.keys("PPage")
	}
	sam.shows("message 838\n", "message 859\n")
	sam.keys("S-Up", "S-Up")
	sam.shows("message 836\n")
	sam.resize(40, 12)
	sam.shows("message 836\n", "message 845\n")
	sam.resize(80, 24)
	h.says("ann", "for sam", "more")
	sam.shows("message 836\n", "message 857\n", "2 new, 1 for you")

	sam.keys("Home")
	sam.shows("message 0\n")
	for range 5 {
		sam.keys("NPage")
	}
	sam.shows("message 99\n")
	sam.keys("/goto 500", "Enter")
	sam.shows("» ", "message 499\n")
	sam.keys("End")
	sam.shows("message 999\n", "more\n", "Ctrl-O")
}

// TestFullWriting: what the input knows.
func TestFullWriting(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{})
	ann := h.view(h.dial("ann"), looks{})
	ann.shows("Nobody has said anything yet.\n", "> say something")
	for _, c := range []struct{ keys, shown string }{
		{"hello\x1b[D\x1b[D\x7fL", "> heLlo"},
		{"\r", "ann  heLlo\n"},
		{"one\x1b\rtwo\nthree", "> one\n  two\n  three\n"},
		{"\x1b[A\x1b[A\x1b[D\x1b[D+", "> o+ne\n  two\n"},
		{"\x1b[B\x1b[B\x01-\r", "o+ne\n                   two\n                   -three\n"},
		{"a/b c.d\x17e", "> a/b e\n"},
		{"\x1b\x7f\x1b\x7f", "> a/\n"},
		{"\x0b\x15\x19\x19", "> a/a/\n"},
		{"\x1bb\x1bd\x02\x06\x05.", "> a//.\n"},
		{"\x03", "> say something"},
		{"\x1b[A", "> o+ne\n  two\n"},
		{"\x1b[A", "> heLlo\n"},
		{"\x1b[B\x1b[B", "> say something"},
		{"x\x1b[A\r", "x\n"},
		{"\x1b[200~a paste\r\nof\ttwo\x07 lines\x1b[201~", "> a paste\n  of    two lines\n"},
		{"", "2 lines, 20 characters · Enter sends"},
		{"\r", "a paste\n                   of    two lines\n"},
		{"/he\t", "> /help\n"},
		{"\x1b", "> /he\n"},
		{"\x15hi @an\t, \x01\x1b[3~H", "> Hi @ann,\n"},
		{"\x05\x04\x04 still here\r", "Hi @ann,  still here\n"},
		{"/me waves\r", "*  ann waves\n"},
		{"/nosuch thing\r", "> /nosuch thing\n"},
		{"", "There is no such command."},
		{"\x15/nick max\r", "you are max\n"},
		{"", "max · 1 online"},
		{"*half* and **half** :tada:\r", "half and half 🎉\n"},
	} {
		ann.types(c.keys)
		ann.shows(c.shown)
	}
}

// TestFullCounter: how much room is left is shown from 80 % on, and nothing is
// cut in silence (B21).
func TestFullCounter(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.view(h.dial("ann"), looks{})
	ann.types(strings.Repeat("x", client.NearlyFull-1))
	ann.shows("xx\n")
	ann.lacks("of 4,000")
	ann.types("x")
	ann.shows("3,200 of 4,000")
	ann.types(strings.Repeat("y", 900))
	ann.shows("a message has 4,000 characters at most; the rest is left out")
	ann.types("\r")
	ann.shows("xyyy")
	if got, want := h.history(), "ann: "+strings.Repeat("x", client.NearlyFull)+strings.Repeat("y", 800)+"\n"; got != want {
		t.Errorf("said was %q", got)
	}
}

// TestFullSizes: no size is too small or too large (B49).
func TestFullSizes(t *testing.T) {
	h := build(t, testConfig{})
	h.says("bob", "some words that are wrapped")
	c := h.dial("ann")
	ann := h.view(c, looks{})
	ann.shows("some words")
	for _, size := range [][2]int{{1, 1}, {1, 100}, {300, 1}, {19, 4}, {20, 4}, {80, 2}, {7, 24}, {300, 100}} {
		ann.glass = sshtest.NewTerminal(size[0], size[1])
		if err := ann.sess.WindowChange(size[1], size[0]); err != nil {
			t.Fatal(err)
		}
		ann.types("x\x7f")
		ann.until(fmt.Sprintf("the last row of %v is the input", size), func(string) bool {
			last := ann.glass.Row(size[1] - 1)
			return strings.HasPrefix(last, "> s"[:min(3, size[0])]) || size[0] <= 2*len(screen.Prompt) && strings.HasPrefix(last, "s")
		})
	}
	ann.shows("bob  some words that are wrapped")
}

// TestFullHostile: what others write and are called moves no terminal.
func TestFullHostile(t *testing.T) {
	h := build(t, testConfig{})
	for _, e := range sshtest.Conversation() {
		if e.Kind == room.Said {
			h.say("eve", e.Text)
		}
	}
	h.say("eve", "[x](javascript:x) https://x.example/\u202e\u009b2J\"> https://é.example")
	for _, l := range []looks{{}, {width: 40, height: 30}, {width: 21, height: 24}, {variables: map[string]string{"NO_COLOR": "1"}}} {
		ann := h.view(h.dial("ann"), l)
		ann.shows("https")
		ann.types("\x1b[5~\x1b[5~\x1b[5~")
		ann.shows("leads here")
		for _, r := range ann.all.String() {
			if wire.Unseen(r) && !strings.ContainsRune("\x1b\r\a", r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("the screen is sent %U", r)
			}
		}
		if l.variables != nil && regexp.MustCompile(`\x1b\[[0-9;]*(3[0-8]|4[0-8])[0-9;]*m`).MatchString(ann.all.String()) {
			t.Error("with NO_COLOR there are colors")
		}
	}
}

// TestFullBytes: a message more costs little more than its text (TARGETS).
func TestFullBytes(t *testing.T) {
	h := build(t, every(time.Millisecond))
	for i := range 30 {
		h.says("bob", fmt.Sprint("message ", i))
	}
	ann := h.view(h.dial("ann"), looks{})
	ann.shows("message 29")
	h.says("carl", "x")
	ann.shows("carl  x")
	before := ann.all.Len()
	const text = "a message of fifty characters, as loadgen sends one"
	h.says("dave", text)
	ann.shows(text)
	if got := ann.all.Len() - before; got > 110 {
		t.Errorf("a message of %d bytes costs %d, want at most 110: %q", len(text), got, ann.all.String()[before:])
	}
}
