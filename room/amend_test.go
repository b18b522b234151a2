package room_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
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
		events = slices.DeleteFunc(events, func(e *room.Event) bool { return e.Kind == room.Presence }) // one may be due
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
		time.Sleep(room.EditWithin)
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

// TestAmendOnItsWay: what is for the last message waits for one that is on its way, but not
// for ever.
func TestAmendOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, room.Options{})
		ann := h.join(room.Visitor{Name: "ann"})
		first := h.say(ann, "", "first").Seq
		_, later, err := ann.Begin(t.Context(), "", "second")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ann.Enter(t.Context(), "", "/edit too early"); code(err) != room.CodeFlood {
			t.Errorf("/edit of a message that stays on its way = %v", err)
		}
		edited := make(chan error)
		go func() {
			_, err := ann.Enter(t.Context(), "", "/edit second, mended")
			edited <- err
		}()
		synctest.Wait()
		r, err := later(t.Context())
		if err := errors.Join(err, <-edited); err != nil {
			t.Fatal(err)
		}
		if got := h.pages(ann); !maps.Equal(got, view{first: "first", r.Seq: "second, mended"}) {
			t.Errorf("the messages are %v", got)
		}
	})
}
