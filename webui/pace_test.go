package webui

import (
	"testing"
	"time"

	"talktalktalk/room"
)

// Who is refused again and again is read more slowly, until something passes.
func TestPace(t *testing.T) {
	flood, muted := &room.Refusal{Code: room.CodeFlood}, &room.Refusal{Code: room.CodeMuted}
	var p pace
	for round := range 2 {
		for i := range 10 {
			want := time.Duration(0)
			if i >= refusedInRow {
				want = refusedPause
			}
			if got := p.pause(flood); got != want {
				t.Errorf("round %d: after %d refusals it waits %v, want %v", round, i+1, got, want)
			}
		}
		if p.pause(muted) != 0 || p.pause(nil) != 0 {
			t.Error("it waits for another reason")
		}
	}
}
