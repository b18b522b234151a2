package room_test

import (
	"slices"
	"sync"
	"testing"

	"talktalktalk/room"
)

func TestCatchUp(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	h.fill(5500)
	read(t, ann, 5500) // until all is folded
	all := h.numbers(ann)
	head := all[len(all)-1]
	for _, missed := range []int{0, 1, 50, 499, 500} {
		first := len(all) - missed
		s := h.join(room.Visitor{Epoch: h.Epoch(), After: all[first-1]})
		if w := s.Welcome(); w.Gap != nil || w.Head != head {
			t.Errorf("%d missed: %+v", missed, w)
		}
		for i, e := range read(t, s, missed) {
			if e.Seq != all[first+i] {
				t.Fatalf("%d missed: message %d has number %d, want %d", missed, i, e.Seq, all[first+i])
			}
		}
	}
	for _, missed := range []int{501, 2000, 5000} {
		after := all[len(all)-missed-1]
		s := h.join(room.Visitor{Epoch: h.Epoch(), After: after})
		want := room.Gap{From: after + 1, To: all[len(all)-100] - 1, Count: missed - 100}
		if w := s.Welcome(); w.Gap == nil || *w.Gap != want {
			t.Errorf("%d missed: gap %+v, want %+v", missed, w.Gap, want)
		}
		if got := read(t, s, 100); got[0].Seq != all[len(all)-100] || got[99].Seq != head {
			t.Errorf("%d missed: shown %d to %d", missed, got[0].Seq, got[99].Seq)
		}
	}
	for _, unread := range []int{0, 1, 501, 5000, 5499} {
		if got, err := ann.Count(t.Context(), all[len(all)-unread-1]); got != unread || err != nil {
			t.Errorf("Count = %d, %v, want %d", got, err, unread)
		}
	}
	if got, err := ann.Count(t.Context(), 0); got != 5500 || err != nil {
		t.Errorf("Count from the start = %d, %v, want 5500", got, err)
	}
	for why, v := range map[string]room.Visitor{
		"another epoch":      {Epoch: "other", After: head - 10},
		"a number above all": {Epoch: h.Epoch(), After: head + 100},
		"no place":           {},
	} {
		s := h.join(v)
		if got := read(t, s, 100); s.Welcome().Gap != nil || got[0].Seq != all[len(all)-100] {
			t.Errorf("with %s: gap %+v, first %d", why, s.Welcome().Gap, got[0].Seq)
		}
	}
}

// numbers pages back through the whole history and returns its numbers, oldest first.
func (h *house) numbers(s *room.Session) (numbers []room.Seq) {
	h.t.Helper()
	for seq := room.MaxSeq; ; {
		page, err := s.Before(h.t.Context(), seq, 1000) // clamped to 100
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range slices.Backward(page.Events) {
			numbers = append(numbers, e.Seq)
		}
		if !page.More {
			slices.Reverse(numbers)
			return numbers
		}
		if len(page.Events) != 100 {
			h.t.Fatalf("a page of %d messages, and more to come", len(page.Events))
		}
		seq = page.Events[0].Seq
	}
}

func TestPagesReachTheFirstMessage(t *testing.T) {
	h := newHouse(t, room.Options{})
	h.fill(5300)
	for range 2 { // as it was written, then after a restart
		s := h.join(room.Visitor{Name: "ann"})
		all := h.numbers(s)
		if len(all) != 5300 || !slices.IsSorted(all) {
			t.Fatalf("paging back found %d messages, want 5300 in order", len(all))
		}
		var on []room.Seq
		for page := (room.Page{More: true}); page.More; {
			var err error
			if page, err = s.After(t.Context(), slices.Max(append(on, 0)), 100); err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Events {
				on = append(on, e.Seq)
			}
		}
		if !slices.Equal(on, all) {
			t.Fatalf("paging on found %d messages, paging back %d", len(on), len(all))
		}
		s.Leave(room.Quit)
		h.restart()
	}
}

// A reader of any slowness gets every message once, in order.
func TestEveryReaderSeesTheSame(t *testing.T) {
	h := newHouse(t, room.Options{})
	const messages = 6000 // the ring is lapped
	var readers sync.WaitGroup
	var seen [6][]shown
	var sessions [len(seen)]*room.Session
	for i := range sessions {
		sessions[i] = h.join(room.Visitor{Name: "reader"}) // before there is more than a newcomer is shown
	}
	for i, s := range sessions {
		readers.Go(func() {
			if i == 0 {
				h.fill(messages) // and reads only then
			}
			seen[i] = read(t, s, messages)
		})
	}
	readers.Wait()
	for i := range seen {
		if len(seen[i]) != messages {
			t.Fatalf("reader %d saw %d messages", i, len(seen[i]))
		}
		for j, e := range seen[i] {
			if e != seen[0][j] || j > 0 && e.Seq <= seen[i][j-1].Seq {
				t.Fatalf("reader %d saw %+v as message %d, reader 0 saw %+v", i, e, j, seen[0][j])
			}
		}
	}
}
