package main

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/time/rate"
)

// What the log takes of one message: some at once, and then some. Strangers can
// cause lines as they please, and must not fill a disk.
const (
	linesAtOnce   = 100
	linesPerSec   = 1
	messagesKnown = 256 // all others share one quota
)

// A bounded handler leaves lines out, of messages that come too often. The next
// line of such a message says how many.
type bounded struct {
	slog.Handler
	quotas *quotas
}

// Handle writes r, or counts it.
func (b bounded) Handle(ctx context.Context, r slog.Record) error {
	out, pass := b.quotas.take(r.Message)
	if !pass {
		return nil
	}
	if out > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("left_out", out))
	}
	return b.Handler.Handle(ctx, r)
}

// WithAttrs returns a handler that adds attrs to every record.
func (b bounded) WithAttrs(attrs []slog.Attr) slog.Handler {
	return bounded{b.Handler.WithAttrs(attrs), b.quotas}
}

// WithGroup returns a handler that puts the facts to come into a group.
func (b bounded) WithGroup(group string) slog.Handler {
	return bounded{b.Handler.WithGroup(group), b.quotas}
}

// quotas are those of messages. Safe for concurrent use.
type quotas struct {
	mu sync.Mutex
	of map[string]*quota
}

type quota struct {
	*rate.Limiter
	out int // lines left out since the last one
}

// take tells whether a line of the message may be written, and how many were
// left out before it.
func (q *quotas) take(message string) (out int, pass bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.of[message] == nil && len(q.of) >= messagesKnown {
		message = ""
	}
	own := q.of[message]
	if own == nil {
		own = &quota{Limiter: rate.NewLimiter(linesPerSec, linesAtOnce)}
		q.of[message] = own
	}
	if !own.Allow() {
		own.out++
		return 0, false
	}
	out, own.out = own.out, 0
	return out, true
}
