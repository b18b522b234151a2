package sshui

import (
	"context"
	"fmt"
	"sync/atomic"

	"talktalktalk/room"
)

// A switched log works until it is broken.
type switched struct {
	room.Log
	broken atomic.Bool // nothing can be stored
	cursed atomic.Bool // reading panics
}

func (s *switched) Submit(ctx context.Context, key string, body []byte) (room.Outcome, error) {
	if s.broken.Load() {
		return nil, fmt.Errorf("submit: %w", room.ErrUnavailable)
	}
	return s.Log.Submit(ctx, key, body)
}

func (s *switched) Before(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	if s.cursed.Load() {
		panic("cursed")
	}
	return s.Log.Before(ctx, seq, n)
}
