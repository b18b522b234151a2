package sshui

import (
	"strings"
	"testing"
)

// TestFullMuted: who may not write is told why and how long yet on the last line
// above the input, as long as it holds; the text is kept, and a mute that ends by
// itself gives way to what else holds.
func TestFullMuted(t *testing.T) {
	h := build(t, testConfig{})
	ann := h.view(h.dial("ann"), looks{width: 100, height: 24})
	ann.types("/nick " + h.secret + "\r")
	ann.shows("you are admin")
	bob := h.view(h.dial("bob"), looks{})
	bob.shows("2 online")
	ann.shows("2 online")
	ann.types("/lock 1h\r/mute bob 3s hush\r")
	ann.shows("bob was muted for 3 s by admin: hush · /undo 2")
	bob.shows("s left · You are muted by admin: hush.")
	bob.types("hello\r")
	bob.shows("> hello\n", "1 h left · The room is locked by admin: who has not") // when the mute is over
	ann.types("/lock 2s\r")
	bob.shows("s left · The room is locked")
	bob.shows("you can write again\n", "> hello\n", "Ctrl-O")
	bob.types("\r")
	ann.shows("bob  hello\n")

	ann.types("/slow 1h\r")
	bob.shows("slow mode: one message in 1 h from each")
	bob.types("again\r")
	ann.shows("again\n")
	bob.shows("Slow mode: write again in 1 h")
	bob.types("more\r")
	bob.shows("> more\n", "Slow mode: write again in 1 h")
	ann.types("mine\rtoo\r")
	ann.shows("too\n")
	ann.lacks("Slow mode: write again")
}

// TestFullTopic: the status line has the topic, as much of it as fits; what is
// seen of an address leads to all of it.
func TestFullTopic(t *testing.T) {
	h := build(t, testConfig{})
	const address = "https://example.org/notes/3.2/about/all/that/is/new"
	wide := h.view(h.dial("ann"), looks{width: 120, height: 24})
	narrow := h.view(h.dial("bob"), looks{width: 40, height: 12})
	wide.types("/nick " + h.secret + "\r")
	wide.shows("you are admin")
	wide.types("/topic *news* at " + address + "\r")
	wide.shows("admin · 2 online · news at https://")
	narrow.shows("bob · 2 online · news at https://exampl…")
	for _, v := range []*viewer{wide, narrow} {
		if all := v.all.String(); !strings.Contains(all, ";"+address+"\x1b\\https://") {
			t.Errorf("no link to the address in %q", all)
		}
	}
	wide.types("/topic off\r")
	wide.lacks("news at")
	narrow.lacks("news at https://exampl…")
}

// TestFullNumbers: Tab completes the numbers of acts and bans.
func TestFullNumbers(t *testing.T) {
	h := build(t, testConfig{})
	v := h.view(h.dial("ann"), looks{width: 40, height: 12})
	v.types("/nick " + h.secret + "\r")
	v.shows("you are admin")
	v.types("/ban 10.1.2.3\r/slow 10s\r/bans\r")
	v.shows("/unban 1")
	v.types("/undo \t")
	v.shows("> /undo 2")
	v.types("\t")
	v.shows("> /undo 1")
	v.types("\x03/unban \t")
	v.shows("> /unban 1")
	v.types("\r")
	v.shows("the ban 1 of 10.1.2.3 was ended\n")
	v.types("/ban bob \t")
	v.shows("> /ban bob 1d")
}
