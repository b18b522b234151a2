package room_test

import (
	"errors"
	"testing"

	"talktalktalk/room"
)

// TestPoll: Poll gives what there is and does not wait, and whoever took News
// before it hears of all that came later.
func TestPoll(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Name: "ann"})
	defer s.Leave(room.Quit)
	var seen []string
	poll := func() error {
		events, err := s.Poll(t.Context())
		for _, e := range events {
			if e.Kind == room.Said {
				seen = append(seen, e.Text)
			}
		}
		return err
	}
	for _, text := range []string{"one", "two"} {
		news := h.News()
		if err := poll(); err != nil {
			t.Fatal(err)
		}
		before := len(seen)
		h.say(s, "", text)
		for len(seen) == before {
			<-news
			news = h.News()
			if err := poll(); err != nil {
				t.Fatal(err)
			}
		}
		if got := seen[before:]; len(got) != 1 || got[0] != text {
			t.Errorf("Poll() gives %q, want %q", got, text)
		}
	}
	news := h.News()
	s.Leave(room.Quit)
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-news
	if err := poll(); !errors.Is(err, room.ErrClosing) {
		t.Errorf("Poll() = %v in a closed room", err)
	}
}
