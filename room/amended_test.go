package room_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

// a view is what a reader makes of the messages and changes that it is shown:
// the text by number, a deleted message's being gone.
type view map[room.Seq]string

const gone = "(deleted)"

func (v view) take(e *room.Event) {
	switch {
	case e.Kind == room.Changed:
		v.take(e.Message)
	case e.Kind == room.Said && e.Deleted:
		v[e.Seq] = gone + e.Text
	case e.Kind == room.Said:
		v[e.Seq] = e.Text
	}
}

// watch reads on until what s has been shown satisfies done.
func watch(t *testing.T, s *room.Session, v view, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !done() {
		events, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("shown %v: %v", v, err)
		}
		for _, e := range events {
			v.take(e)
		}
	}
}

// pages is the whole history as pages show it.
func (h *house) pages(s *room.Session) view {
	h.t.Helper()
	v := view{}
	for seq := room.MaxSeq; ; {
		page, err := s.Before(h.t.Context(), seq, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range page.Events {
			v.take(e)
		}
		if !page.More {
			return v
		}
		seq = page.Events[0].Seq
	}
}

// next returns the next event that is no presence.
func next(t *testing.T, s *room.Session) *room.Event {
	t.Helper()
	for {
		events, err := s.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind != room.Presence {
				return e
			}
		}
	}
}

// Who was away is told of the changes to messages that it has, whether all it
// missed comes or there is a gap, and gets the others as they are now.
func TestChangedMeanwhile(t *testing.T) {
	for _, missed := range []int{0, 10, 700, 5000} {
		t.Run(fmt.Sprint(missed), func(t *testing.T) {
			h := newHouse(t, room.Options{})
			ann := h.join(room.Visitor{Name: "ann", Recent: -1})
			had := view{}
			var seqs []room.Seq
			for i := range 6 {
				r := h.say(ann, "", fmt.Sprint("had ", i))
				had[r.Seq] = fmt.Sprint("had ", i)
				seqs = append(seqs, r.Seq)
				if i == 3 {
					h.edit(ann, "", seqs[0], "edited before")
					had[seqs[0]] = "edited before"
				}
			}
			h.delete(ann, "", seqs[1])
			h.fill(missed)
			h.edit(ann, "", seqs[3], "edited")
			h.edit(ann, "", seqs[3], "edited twice")
			h.delete(ann, "", seqs[4])
			last := h.say(ann, "", "last").Seq
			h.edit(ann, "", last, "last, edited")
			for range 2 { // as it was written, then after a restart
				bob := h.join(room.Visitor{Name: "bob", Epoch: h.Epoch(), After: seqs[5]})
				got := maps.Clone(had)
				for _, e := range bob.Welcome().Changed {
					if e.Message.Seq > seqs[5] || e.Message.Seq == seqs[0] {
						t.Errorf("told of a change to %d: bob did not have it, or in that form", e.Message.Seq)
					}
					got.take(e)
				}
				want := map[int]string{0: "edited before", 1: gone, 2: "had 2", 3: "edited twice", 4: gone, 5: "had 5"}
				for i, seq := range seqs {
					if got[seq] != want[i] {
						t.Errorf("message %d of those bob had is %q, want %q", i, got[seq], want[i])
					}
				}
				watch(t, bob, got, func() bool { return got[last] != "" })
				if got[last] != "last, edited" {
					t.Errorf("the message that bob did not have is %q", got[last])
				}
				bob.Leave(room.Quit)
				ann.Leave(room.Quit)
				h.restart()
			}
		})
	}
}

// Readers of any slowness end up with what the pages show, whatever was edited
// and deleted at the same time.
func TestEveryReaderEndsWithTheSame(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann", Recent: -1})
	other := h.join(room.Visitor{Token: ann.Welcome().Token, Recent: -1})
	fast, slow := h.join(room.Visitor{}), h.join(room.Visitor{})
	seen := [2]view{{}, {}}
	var readers sync.WaitGroup
	done := func(v view) func() bool {
		return func() bool { return slices.Contains(slices.Collect(maps.Values(v)), "last") }
	}
	readers.Go(func() { watch(t, fast, seen[0], done(seen[0])) })

	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := range 30 {
				h.amendAtOnce(ann, other, h.say(ann, "", fmt.Sprintf("%d says %d", w, i)).Seq)
			}
		})
	}
	writers.Wait()
	h.fill(5000) // the ring is lapped: slow reads it all from the log
	h.say(ann, "", "last")
	watch(t, slow, seen[1], done(seen[1]))
	readers.Wait()
	want := h.pages(h.join(room.Visitor{}))
	for i, v := range seen {
		for seq, text := range want {
			if v[seq] != text {
				t.Errorf("reader %d has %q as message %d, the pages %q", i, v[seq], seq, text)
			}
		}
	}
}

// amendAtOnce edits a message in two ways, and deletes each fourth one, at once.
func (h *house) amendAtOnce(ann, other *room.Session, seq room.Seq) {
	var all sync.WaitGroup
	try := func(what func() error) {
		all.Go(func() {
			if err := what(); err != nil && code(err) != room.CodeNotFound {
				h.t.Error(err)
			}
		})
	}
	try(func() error { _, err := ann.Edit(h.t.Context(), "", seq, fmt.Sprint("one way ", seq)); return err })
	try(func() error { _, err := other.Edit(h.t.Context(), "", seq, fmt.Sprint("another ", seq)); return err })
	if seq%4 == 0 {
		try(func() error { _, err := other.Delete(h.t.Context(), "", seq); return err })
	}
	all.Wait()
	if page, err := ann.After(h.t.Context(), seq-1, 1); err != nil || page.Events[0].Deleted != (seq%4 == 0) {
		h.t.Errorf("message %d is %+v, %v", seq, page.Events, err)
	}
}
