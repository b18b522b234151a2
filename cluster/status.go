package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"talktalktalk/room"
)

// Status says how this server and the stream are, a line each, for who looks after them.
func (l *Log) Status(ctx context.Context) string {
	var b strings.Builder
	line := func(what, format string, a ...any) { fmt.Fprintf(&b, "%-8s%s\n", what, fmt.Sprintf(format, a...)) }
	line("room", "%s", l.Epoch())
	a, err := l.bus.describe(ctx)
	switch {
	case err != nil:
		line("stream", "not known: %v", l.bus.explain(err))
	default:
		line("stream", "%s, up to %d, on %d NATS servers, led by %s", a.generation, a.last, a.replicas, a.leader)
	}
	at, err := l.Position(ctx)
	if err != nil {
		line("here", "not known: %v", err)
		return b.String()
	}
	line("here", "%s, up to %d", at.Generation, at.Seq)
	if d := l.audit.found.Load(); d == nil {
		line("alike", "%d blocks of %d numbers, as other servers told them", l.audit.compared.Load(), blockSize)
	} else if sum, err := l.Sum(ctx, d.from, d.to); err == nil {
		line("differs", "numbers %d to %d: %d records here, sum %x", d.from, d.to, sum.N, sum.Hash)
	}
	if err := l.Writable(); err != nil {
		line("state", "only reading: %v", err)
	} else {
		line("state", "following")
	}
	return b.String()
}

// Restore makes the stream anew from what store has, when NATS has lost it or has less. It
// keeps numbers and times; other servers that have no more follow it.
func Restore(ctx context.Context, store Store, opts Options) (room.Seq, error) {
	b, err := connect(opts, slog.New(slog.DiscardHandler), func() {})
	if err != nil {
		return 0, err
	}
	defer b.close()
	at, err := store.Position(ctx)
	if err != nil {
		return 0, err
	}
	a, err := b.restorable(ctx, store.Epoch(), at)
	if err != nil {
		return 0, b.explain(err)
	}
	first, err := store.After(ctx, 0, 1)
	if err != nil {
		return 0, err
	}
	if len(first) > 0 {
		a.first = first[0].Seq
	}
	if err := b.create(ctx, a); err != nil {
		return 0, err
	}
	if a, err = b.describe(ctx); err != nil {
		return 0, err
	}
	tail, _ := store.Tail()
	at.Generation, at.Seq = a.generation, max(tail, a.first-1)
	if err := store.Adopt(ctx, a.epoch, at); err != nil {
		return 0, err
	}
	err = sow(ctx, b, store, &a)
	return a.last, err
}
