package room_test

import (
	"context"
	"errors"
	"testing"

	"talktalktalk/room"
)

func TestClose(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Name: "ann"})
	h.say(s, "", "last")
	read(t, s, 1)
	ended := make(chan error, 1)
	go func() {
		for {
			if _, err := s.Next(t.Context()); err != nil {
				s.Leave(room.Quit)
				ended <- err
				return
			}
		}
	}()
	if err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, room.ErrClosing) {
		t.Errorf("Next = %v", err)
	}
	if _, err := h.Join(t.Context(), room.Visitor{}); !errors.Is(err, room.ErrClosing) {
		t.Errorf("Join = %v", err)
	}
	if _, err := s.Enter(t.Context(), "", "too late"); !errors.Is(err, room.ErrClosing) {
		t.Errorf("Enter = %v", err)
	}
}

func TestCloseGivesUp(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Name: "ann"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Close = %v while a session stays", err)
	}
	s.Leave(room.Quit)
}
