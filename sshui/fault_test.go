package sshui

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"talktalktalk/room"
)

// A switched log works until it is broken.
type switched struct {
	room.Log
	broken atomic.Bool // nothing can be stored
	cursed atomic.Bool // reading panics
}

func (s *switched) Append(ctx context.Context, key string, body []byte) (room.Seq, time.Time, error) {
	if s.broken.Load() {
		return 0, time.Time{}, fmt.Errorf("append: %w", room.ErrUnavailable)
	}
	return s.Log.Append(ctx, key, body)
}

func (s *switched) After(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	if s.cursed.Load() {
		panic("cursed")
	}
	return s.Log.After(ctx, seq, n)
}
