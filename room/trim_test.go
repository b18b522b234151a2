package room_test

import (
	"net/netip"
	"testing"
	"time"

	"talktalktalk/room"
)

// settle waits until everything that was told is in the feed.
func (h *house) settle() {
	h.t.Helper()
	s := h.join(room.Visitor{Recent: -1}) // which waits for that
	s.Leave(room.Quit)
}

// history is every message there is.
func (h *house) history() (all []*room.Event) {
	h.t.Helper()
	s := h.join(room.Visitor{Recent: -1})
	defer s.Leave(room.Quit)
	for before, more := room.MaxSeq, true; more; {
		page, err := s.Before(h.t.Context(), before, room.PageMost)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(page.Events, all...)
		if more = page.More; more {
			before = page.Events[0].Seq
		}
	}
	return all
}

// trim removes what was said before the message e.
func (h *house) trim(e *room.Event) {
	h.t.Helper()
	if err := room.TrimBefore(h.Room, h.t.Context(), e.Time, time.Now()); err != nil {
		h.t.Fatal(err)
	}
}

// from are the messages that are no older than e.
func from(all []*room.Event, e *room.Event) []*room.Event {
	for i := range all {
		if !all[i].Time.Before(e.Time) {
			return all[i:]
		}
	}
	return nil
}

func checkHistory(t *testing.T, h *house, want []*room.Event) {
	t.Helper()
	got := h.history()
	if len(got) != len(want) {
		t.Fatalf("%d messages, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Seq != want[i].Seq || got[i].Text != want[i].Text {
			t.Fatalf("message %d is %d %q, want %d %q", i, got[i].Seq, got[i].Text, want[i].Seq, want[i].Text)
		}
	}
}

// TestTrim removes old messages under readers: what is left is the whole history,
// before and after a restart, and the numbers go on.
func TestTrim(t *testing.T) {
	h := newHouse(t, room.Options{Memory: nil})
	ann := h.join(room.Visitor{Via: room.Web, Name: "ann"})
	first := h.say(ann, "c-1", "first")
	h.fill(5000) // more than the feed has, and than a checkpoint is written after
	h.say(ann, "c-2", "last")
	h.settle()
	all := h.history()
	late := h.join(room.Visitor{Epoch: h.Epoch(), After: all[10].Seq}) // has read nothing yet

	cut := all[3000]
	left := from(all, cut)
	h.trim(cut)
	checkHistory(t, h, left)
	if e, err := h.Message(t.Context(), netip.MustParseAddr("192.0.2.1"), first.Seq); e != nil || err != nil {
		t.Errorf("a message that is gone: %+v, %v", e, err)
	}
	if _, err := ann.Edit(t.Context(), "c-3", first.Seq, "mended"); code(err) != room.CodeNotFound {
		t.Errorf("to edit it: %v, want not found", err)
	}
	if again := h.say(ann, "c-2", "last"); again.Seq != all[len(all)-1].Seq {
		t.Errorf("said again, the last is %d", again.Seq)
	}
	if page, err := ann.After(t.Context(), 0, 3); err != nil || page.Events[0].Seq != left[0].Seq {
		t.Errorf("after 0: %v, want %d first", err, left[0].Seq)
	}
	back := h.join(room.Visitor{Epoch: h.Epoch(), After: all[10].Seq})
	if gap := back.Welcome().Gap; gap == nil || gap.Count != len(left)-room.Backlog {
		t.Errorf("who comes back misses %+v, want %d", gap, len(left)-room.Backlog)
	}
	back.Leave(room.Quit)
	want := all[len(all)-room.Backlog:]
	for i, got := range read(t, late, room.Backlog) {
		if got.Seq != want[i].Seq {
			t.Fatalf("who had not read yet gets %d, want %d", got.Seq, want[i].Seq)
		}
	}
	late.Leave(room.Quit)

	token, who := ann.Welcome().Token, ann.Welcome().Who
	ann.Leave(room.Quit)
	h.restart()
	checkHistory(t, h, left)
	ann = h.join(room.Visitor{Via: room.Web, Token: token})
	if ann.Welcome().Who != who {
		t.Errorf("ann is %s, was %s", ann.Welcome().Who, who)
	}
	trimAll(t, h, ann, left[0].Seq, left[len(left)-1].Seq)
}

// trimAll trims everything, from first to last, and sees that it goes on.
func trimAll(t *testing.T, h *house, ann *room.Session, first, last room.Seq) {
	t.Helper()
	if err := room.TrimBefore(h.Room, t.Context(), time.Now().Add(time.Hour), time.Now()); err != nil {
		t.Fatal(err)
	}
	checkHistory(t, h, nil)
	back := h.join(room.Visitor{Epoch: h.Epoch(), After: first})
	back.Leave(room.Quit)
	if next := h.say(ann, "c-9", "new"); next.Seq <= last {
		t.Errorf("the next message is %d, the last was %d", next.Seq, last)
	}
	ann.Leave(room.Quit)
	h.restart()
	if got := h.history(); len(got) != 1 || got[0].Text != "new" {
		t.Errorf("%d messages, want the new one", len(got))
	}
}
