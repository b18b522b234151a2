package room_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"talktalktalk/room"
)

// TestForms: what a door makes of an event is made once, however many ask at
// once, and the doors do not get each other's.
func TestForms(t *testing.T) {
	e := &room.Event{Text: "hi"}
	var encoded, parsed atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		for _, via := range []room.Via{room.Web, room.SSH} {
			all.Go(func() {
				b := e.Encoded(via, func(e *room.Event) []byte {
					encoded.Add(1)
					return []byte(string(via) + e.Text)
				})
				p := e.Parsed(via, func(e *room.Event) any {
					parsed.Add(1)
					return string(via) + e.Text
				})
				if want := string(via) + "hi"; string(b) != want || p != want {
					t.Errorf("%s has %q and %q, want %q", via, b, p, want)
				}
			})
		}
	}
	all.Wait()
	if n, m := encoded.Load(), parsed.Load(); n != 2 || m != 2 {
		t.Errorf("the event was encoded %d times and parsed %d times, want 2 and 2", n, m)
	}
}
