package storage

import (
	"context"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// Append stores body and returns when it is synced. A key that is known, or
// under way, stores nothing and gives the first answer (B1).
func (l *Log) Append(ctx context.Context, key string, body []byte) (room.Seq, time.Time, error) {
	outcome, err := l.Submit(ctx, key, body)
	if err != nil {
		return 0, time.Time{}, err
	}
	return outcome(ctx)
}

// Submit is the half of Append that decides the order. It waits only while the
// disk is far behind.
func (l *Log) Submit(ctx context.Context, key string, body []byte) (room.Outcome, error) {
	return l.submit(ctx, &attempt{key: key, body: body})
}

// submit hands a over, whose slices are the caller's.
func (l *Log) submit(ctx context.Context, a *attempt) (room.Outcome, error) {
	a.done = make(chan struct{})
	if first := l.underway.enter(a); first != a {
		a.own()
		return l.joined(first, a), nil
	}
	if err := l.accept(ctx, a); err != nil {
		l.settle(a, 0, time.Time{}, errAbandoned)
		return nil, err
	}
	return func(ctx context.Context) (room.Seq, time.Time, error) { return l.outcome(ctx, a) }, nil
}

// joined waits for another's attempt with the same key, or else makes a.
func (l *Log) joined(first, a *attempt) room.Outcome {
	return func(ctx context.Context) (room.Seq, time.Time, error) {
		seq, t, err := l.outcome(ctx, first)
		if err != errAbandoned {
			return seq, t, err
		}
		outcome, err := l.submit(ctx, a)
		if err != nil {
			return 0, time.Time{}, err
		}
		return outcome(ctx)
	}
}

// accept looks whether a's key is known, which settles a, or else hands a over
// to be written.
func (l *Log) accept(ctx context.Context, a *attempt) error {
	return l.using(ctx, func(db *pebble.DB) error {
		seq, t, known, err := find(db, a.key, l.newest.head())
		if err != nil {
			return err
		}
		if known {
			l.settle(a, seq, t, nil)
			return nil
		}
		if err := l.health.err(); err != nil {
			return err
		}
		a.own()
		return l.handOver(ctx, a)
	})
}

// handOver queues a for write.
func (l *Log) handOver(ctx context.Context, a *attempt) error {
	stalled, _ := l.health.waiting()
	select {
	case l.attempts <- a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-stalled:
		return l.health.reason()
	}
}

// outcome waits for that of a, for ctx, or for the files to take nothing. a goes on
// in any case.
func (l *Log) outcome(ctx context.Context, a *attempt) (room.Seq, time.Time, error) {
	stalled, _ := l.health.waiting()
	var err error
	select {
	case <-a.done:
	case <-ctx.Done():
		err = ctx.Err()
	case <-stalled:
		err = l.health.reason()
	}
	if isClosed(a.done) { // which counts, whatever else happened
		return a.seq, a.time, a.err
	}
	return 0, time.Time{}, err
}

// settle gives a its outcome. If a was stored, find must know it by now.
func (l *Log) settle(a *attempt, seq room.Seq, t time.Time, err error) {
	a.seq, a.time, a.err = seq, t, err
	l.underway.leave(a)
	close(a.done)
}
