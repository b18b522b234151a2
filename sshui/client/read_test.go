package client

import (
	"testing"

	"talktalktalk/room"
)

// TestUpTo: what was said after a session began is left to those who follow.
func TestUpTo(t *testing.T) {
	events := []*room.Event{{Seq: 3}, {Seq: 5}, {Seq: 8}}
	for head, want := range map[room.Seq]int{2: 0, 3: 1, 4: 1, 7: 2, 8: 3, 100: 3} {
		if got := UpTo(head, events); len(got) != want {
			t.Errorf("upTo(%d) keeps %d events, want %d", head, len(got), want)
		}
	}
}
