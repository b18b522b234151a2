package sshui

import (
	"fmt"
	"testing"
	"time"
)

// TestFoundScreens: what a search finds, as a list, in a real terminal.
func TestFoundScreens(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t, every(20*time.Second))
			converse(h)
			sam := h.member("sam").pane(size[0], size[1])
			sam.shows("> say something")
			sam.keys("/search the", "Enter")
			sam.is(name+"-found", "Enter goes there")
		})
	}
}

// TestFullSearch: from the list to a place in the history and back, by keys alone.
func TestFullSearch(t *testing.T) {
	h := build(t, testConfig{})
	for i := range 300 {
		h.says("bob", fmt.Sprint("message ", i))
		if i%4 == 0 {
			h.says("carl", fmt.Sprintf("the Café of\n%d", i))
		}
	}
	ann := h.view(h.dial("ann"), looks{})
	ann.types("/search cafe\r")
	ann.shows("── the newest 50 messages found ──", "› ", "carl: the Café of 296\n", "Enter goes there · Esc closes")
	ann.types("\x1b[B\x1b[B\r")
	ann.lacks("messages found")
	ann.shows("the Café of\n", "288\n", "message 288\n", "message 289\n", "Esc leads back")
	ann.types("\x1b")
	ann.shows("── the newest 50 messages found ──", "› ", "carl: the Café of 288\n")
	ann.types("\x1b[F") // End: older ones are asked for
	ann.shows("── 75 messages found ──")
	ann.types("\x1b[F")
	ann.shows("carl: the Café of 0\n")
	ann.types("\r")
	ann.shows("message 0\n", "message 1\n")
	ann.types("\x1b")
	ann.shows("── 75 messages found ──")
	ann.types("\x1b")
	ann.shows("message 299\n", "Ctrl-O")
	ann.types("/search nosuchword\r")
	ann.shows("── nothing found ──", "Esc closes")
	ann.types("hello")
	ann.lacks("nothing found")
	ann.shows("> hello", "message 299\n")
	ann.types("\x15/search before:then\r")
	ann.shows("> /search before:then", "Behind before: stands a day")
}
