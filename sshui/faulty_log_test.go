package sshui

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"talktalktalk/room"
)

// A switched log works until it is broken.
type switched struct {
	room.Log
	broken atomic.Bool // nothing can be stored
	unsure atomic.Bool // what is stored is said not to be
	cursed atomic.Bool // reading panics
}

func (s *switched) Submit(ctx context.Context, key string, body []byte) (room.Outcome, error) {
	if s.broken.Load() {
		return nil, fmt.Errorf("submit: %w", room.ErrUnavailable)
	}
	outcome, err := s.Log.Submit(ctx, key, body)
	if err != nil || !s.unsure.Load() {
		return outcome, err
	}
	return func(ctx context.Context) (room.Seq, time.Time, error) {
		_, _, err := outcome(ctx)
		return 0, time.Time{}, errors.Join(room.ErrUnavailable, err)
	}, nil
}

func (s *switched) Before(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	if s.cursed.Load() {
		panic("cursed")
	}
	return s.Log.Before(ctx, seq, n)
}
