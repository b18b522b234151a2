package sshui

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// talk has people talk, of everything that there is.
func talk(h *house) {
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
			talk(h)
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
	h := build(t, plan{})
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
	h := build(t, plan{})
	for i := range 1000 {
		h.says("bob", fmt.Sprint("message ", i))
	}
	sam := h.member("sam").pane(80, 24)
	sam.shows("message 999")
	for range 7 {
		sam.keys("PPage")
	}
	sam.shows("message 839\n", "message 860\n")
	sam.keys("S-Up", "S-Up")
	sam.shows("message 837\n")
	sam.resize(40, 12)
	sam.shows("message 837\n", "message 846\n")
	sam.resize(80, 24)
	h.says("ann", "for sam", "more")
	sam.shows("message 837\n", "message 858\n", "2 new, 1 for you")

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
