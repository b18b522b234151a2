package room_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"talktalktalk/room"
)

func (h *house) edit(s *room.Session, id string, seq room.Seq, text string) room.Receipt {
	h.t.Helper()
	r, err := s.Edit(h.t.Context(), id, seq, text)
	if err != nil || r.Seq != seq {
		h.t.Fatalf("Edit(%d, %q) = %+v, %v", seq, text, r, err)
	}
	return r
}

func (h *house) delete(s *room.Session, id string, seq room.Seq) room.Receipt {
	h.t.Helper()
	r, err := s.Delete(h.t.Context(), id, seq)
	if err != nil || r.Seq != seq {
		h.t.Fatalf("Delete(%d) = %+v, %v", seq, r, err)
	}
	return r
}

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

func TestEditAndDeleteAreShownToAll(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, bob := h.join(room.Visitor{Name: "ann"}), h.join(room.Visitor{Via: room.SSH, Name: "bob"})
	one, two := h.say(ann, "", "one").Seq, h.say(bob, "", "two").Seq
	read(t, bob, 2)
	h.edit(ann, "", one, " one, \x07mended\r\n")
	e := next(t, bob)
	if m := e.Message; e.Kind != room.Changed || e.Seq <= two || m.Seq != one || m.Text != "one, mended" || m.Name != "ann" || m.Edited.Before(m.Time) || m.Deleted {
		t.Fatalf("bob is shown %+v of %+v", e, e.Message)
	}
	h.delete(bob, "", two)
	e = next(t, bob)
	if m := e.Message; e.Kind != room.Changed || m.Seq != two || m.Text != "" || !m.Deleted || m.Name != "bob" || m.Owner != bob.Welcome().Who {
		t.Fatalf("bob is shown %+v of %+v", e, e.Message)
	}

	want := view{one: "one, mended", two: gone}
	for _, when := range []string{"at once", "after a restart"} {
		seen := view{}
		carl := h.join(room.Visitor{Name: "carl"})
		if got := h.pages(carl); !maps.Equal(got, want) {
			t.Errorf("%s pages show %v, want %v", when, got, want)
		}
		events, err := carl.Next(t.Context())
		if err != nil || len(events) != 2 || carl.Welcome().Changed != nil {
			t.Errorf("%s a newcomer is shown %d events, %v, and told of changes %v", when, len(events), err, carl.Welcome().Changed)
		}
		for _, e := range events {
			seen.take(e)
		}
		if !maps.Equal(seen, want) {
			t.Errorf("%s a newcomer is shown %v, want %v", when, seen, want)
		}
		for _, s := range []*room.Session{ann, bob, carl} {
			s.Leave(room.Quit)
		}
		h.restart()
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

func TestAmendRefusals(t *testing.T) {
	plain, secret := room.NewSecret()
	h := newHouse(t, room.Options{Secret: secret})
	ann, bob := h.join(room.Visitor{Name: "ann"}), h.join(room.Visitor{Name: "bob"})
	mine, hers := h.say(bob, "", "mine").Seq, h.say(ann, "", "hers").Seq
	past := h.say(bob, "", "past").Seq
	h.delete(bob, "", past)
	for _, c := range []struct {
		seq  room.Seq
		text string
		want room.Code
	}{
		{hers, "x", room.CodeForbidden},
		{past, "x", room.CodeNotFound},
		{0, "x", room.CodeNotFound},
		{1, "x", room.CodeNotFound}, // a record, but no message
		{past + 1, "x", room.CodeNotFound},
		{past + 100, "x", room.CodeNotFound},
		{room.MaxSeq, "x", room.CodeNotFound},
		{1<<64 - 1, "x", room.CodeNotFound},
		{mine, " \n", room.CodeEmpty},
		{mine, strings.Repeat("é", 4001), room.CodeTooLong},
		{mine, strings.Repeat("x\n", 101) + "x", room.CodeTooManyLines},
		{mine, "psst " + plain, room.CodeSecret},
	} {
		if _, err := bob.Edit(t.Context(), "", c.seq, c.text); code(err) != c.want {
			t.Errorf("Edit(%d, %.20q) = %v, want %s", c.seq, c.text, err, c.want)
		}
		if c.text != "x" {
			continue
		}
		if _, err := bob.Delete(t.Context(), "", c.seq); code(err) != c.want {
			t.Errorf("Delete(%d) = %v, want %s", c.seq, err, c.want)
		}
	}
	if _, err := bob.Edit(t.Context(), strings.Repeat("é", 65), mine, "x"); code(err) != room.CodeBadRequest {
		t.Errorf("Edit with a long id = %v", err)
	}
	if got := h.pages(ann); !maps.Equal(got, view{mine: "mine", hers: "hers", past: gone}) {
		t.Errorf("afterwards the messages are %v", got)
	}
}

// A message can be edited for 15 minutes, and deleted at any time.
func TestEditTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, room.Options{})
		ann := h.join(room.Visitor{Name: "ann"})
		seq := h.say(ann, "", "hello").Seq
		time.Sleep(room.EditWithin - time.Second)
		h.edit(ann, "", seq, "in time")
		time.Sleep(2 * time.Second)
		if _, err := ann.Edit(t.Context(), "", seq, "too late"); code(err) != room.CodeTooLate {
			t.Errorf("Edit = %v, want a refusal", err)
		}
		time.Sleep(24 * time.Hour)
		h.delete(ann, "", seq)
		if got := h.pages(ann); got[seq] != gone {
			t.Errorf("the message is %q", got[seq])
		}
	})
}

// An edit that changes nothing is no edit, one sent again is one, and both
// kinds count as messages do (B1, B29).
func TestAmendOnce(t *testing.T) {
	h := newHouse(t, room.Options{Flood: room.Flood{Messages: 4, Window: time.Hour}})
	ann := h.join(room.Visitor{Name: "ann"})
	token := ann.Welcome().Token
	seq, other := h.say(ann, "c-1", "hello").Seq, h.say(ann, "c-2", "other").Seq
	if r := h.edit(ann, "c-3", seq, "hello "); !r.Time.Before(h.edit(ann, "c-4", seq, "hello!").Time.Add(time.Nanosecond)) {
		t.Errorf("an edit that changes nothing is answered %+v", r)
	}
	deleted := h.delete(ann, "c-5", other)
	if _, err := ann.Edit(t.Context(), "c-6", seq, "flood"); code(err) != room.CodeFlood {
		t.Errorf("the fifth = %v, want a refusal", err)
	}
	for _, when := range []string{"at once", "after a restart"} {
		if r := h.delete(ann, "c-5", other); r != deleted {
			t.Errorf("%s Delete again = %+v, want %+v", when, r, deleted)
		}
		if r := h.edit(ann, "c-4", seq, "hello!"); r.Seq != seq {
			t.Errorf("%s Edit again = %+v", when, r)
		}
		if r := h.say(ann, "c-2", "other"); r.Seq != other {
			t.Errorf("%s the deleted message said again is %d, want %d", when, r.Seq, other)
		}
		if got := h.pages(ann); !maps.Equal(got, view{seq: "hello!", other: gone}) {
			t.Errorf("%s the messages are %v", when, got)
		}
		ann.Leave(room.Quit)
		h.restart()
		ann = h.join(room.Visitor{Token: token})
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
			for i := range 150 {
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

func TestAmendOfAClosingRoom(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	seq := h.say(ann, "", "hello").Seq
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_ = h.Close(ctx)
	_, edit := ann.Edit(t.Context(), "", seq, "x")
	_, del := ann.Delete(t.Context(), "", seq)
	if !errors.Is(edit, room.ErrClosing) || !errors.Is(del, room.ErrClosing) {
		t.Errorf("Edit = %v, Delete = %v", edit, del)
	}
	ann.Leave(room.Quit)
}

// /edit and /delete are for one's own last message, and once for one id.
func TestAmendCommands(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, bob := h.join(room.Visitor{Name: "ann"}), h.join(room.Visitor{Name: "bob"})
	for _, line := range []string{"/edit x", "/delete"} {
		if _, err := ann.Enter(t.Context(), "", line); code(err) != room.CodeNotFound {
			t.Errorf("%s before anything is said = %v", line, err)
		}
	}
	first, second := h.say(ann, "", "first").Seq, h.say(ann, "", "second").Seq
	bobs := h.say(bob, "", "bob's").Seq
	if r := h.say(ann, "e", "/edit  second,\nmended "); r.Answer == "" || r.Seq != 0 {
		t.Errorf("/edit answers %+v", r)
	}
	if got := h.pages(ann); !maps.Equal(got, view{first: "first", second: "second,\nmended", bobs: "bob's"}) {
		t.Errorf("after /edit the messages are %v", got)
	}
	for range 2 {
		if r := h.say(ann, "d", "/delete"); r.Answer == "" || r.Seq != 0 {
			t.Errorf("/delete answers %+v", r)
		}
	}
	if got := h.pages(ann); !maps.Equal(got, view{first: "first", second: gone, bobs: "bob's"}) {
		t.Errorf("after /delete twice under one id the messages are %v", got)
	}
	if last, err := ann.Last(t.Context()); err != nil || last.Seq != first {
		t.Errorf("Last() = %+v, %v, want message %d", last, err, first)
	}
	if _, err := ann.Enter(t.Context(), "", "/edit "); code(err) != room.CodeEmpty {
		t.Errorf("/edit without a text = %v", err)
	}
}
