package cluster

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"talktalktalk/room"
)

// appendMost is how long anybody waits for the stream to take something. It may be
// stored later all the same, if it was on its way then.
const appendMost = 15 * time.Second

// Append stores body and returns when the stream has it, and the own store.
func (l *Log) Append(ctx context.Context, key string, body []byte) (room.Seq, time.Time, error) {
	outcome, err := l.Submit(ctx, key, body)
	if err != nil {
		return 0, time.Time{}, err
	}
	return outcome(ctx)
}

// Submit is the half of Append that decides the order among what this server sends.
func (l *Log) Submit(ctx context.Context, key string, body []byte) (room.Outcome, error) {
	body = bytes.Clone(body)
	return l.submit(ctx, func() *attempt {
		return &attempt{entry: &entry{Kind: kindRecord, Key: key, Body: body}}
	})
}

// Amend stores body as Append does, with another body for the record a.Of.
func (l *Log) Amend(ctx context.Context, key string, body []byte, a room.Amendment) (room.Seq, time.Time, error) {
	if seq, at, known, err := l.Find(ctx, key); known || err != nil {
		return seq, at, err
	}
	m, err := l.mend(ctx, a)
	if err != nil {
		return 0, time.Time{}, err
	}
	body, form := bytes.Clone(body), bytes.Clone(a.Body)
	outcome, err := l.submit(ctx, func() *attempt {
		e := &entry{Kind: kindAmend, Key: key, Mends: []mend{m}, Body: body, Drafted: len(form) > 0 && !a.Bare}
		if !e.Drafted {
			e.Mends[0].Body = form
			return &attempt{entry: e}
		}
		return &attempt{entry: e, draft: &entry{Kind: kindDraft, Server: l.server, Body: form}}
	})
	if err != nil {
		return 0, time.Time{}, err
	}
	return outcome(ctx)
}

// mend is what others must know of a record that is amended.
func (l *Log) mend(ctx context.Context, a room.Amendment) (mend, error) {
	rec, v, key, err := l.Current(ctx, a.Of)
	if err != nil {
		return mend{}, err
	}
	if rec.Seq == 0 {
		if tail, _ := l.Tail(); a.Of > tail || a.Of == 0 {
			return mend{}, fmt.Errorf("amend %d: there is no such record", a.Of)
		}
		return mend{}, room.ErrAmended // it was trimmed
	}
	if !bytes.Equal(rec.Body, a.Was) {
		return mend{}, room.ErrAmended
	}
	return mend{Of: a.Of, Version: v.By, Time: rec.Time.UnixMilli(), Key: key}, nil
}

// Erase puts the bodies of many amendments in their places, without a record that
// tells of it. If one of the records is amended meanwhile, it is tried again without that.
func (l *Log) Erase(ctx context.Context, all []room.Amendment) (int, error) {
	for {
		e, err := l.erasing(ctx, all)
		if err != nil {
			return 0, err
		}
		if len(e.Mends) == 0 {
			return 0, ctx.Err()
		}
		v, err := l.propose(ctx, e)
		if !errors.Is(err, room.ErrAmended) {
			return v.n, err
		}
	}
}

// erasing is the entry for those of all that hold what was read.
func (l *Log) erasing(ctx context.Context, all []room.Amendment) (*entry, error) {
	e := &entry{Kind: kindErase}
	for _, a := range all {
		m, err := l.mend(ctx, a)
		if errors.Is(err, room.ErrAmended) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m.Body = bytes.Clone(a.Body)
		e.Mends = append(e.Mends, m)
	}
	return e, nil
}

// Trim removes the records below seq, but never the last one, on all servers.
func (l *Log) Trim(ctx context.Context, seq room.Seq) error {
	tail, _ := l.Tail()
	seq = min(seq, tail)
	below, err := l.Before(ctx, seq, 1)
	if len(below) == 0 || err != nil {
		return err
	}
	last := below[0]
	_, err = l.propose(ctx, &entry{Kind: kindTrim, Trim: seq, Last: last.Seq, Time: last.Time.UnixMilli()})
	return err
}

// propose sends an entry that is no record, and waits for its verdict.
func (l *Log) propose(ctx context.Context, e *entry) (verdict, error) {
	a := &attempt{entry: e}
	if _, err := l.start(ctx, a); err != nil {
		return verdict{}, err
	}
	return l.outcome(ctx, a)
}

// submit hands an attempt over that is made when it is needed, unless its key is
// known or under way.
func (l *Log) submit(ctx context.Context, makeAttempt func() *attempt) (room.Outcome, error) {
	a := makeAttempt()
	first, err := l.start(ctx, a)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (room.Seq, time.Time, error) {
		v, err := l.outcome(ctx, first)
		if err == errAbandoned {
			outcome, err := l.submit(ctx, makeAttempt)
			if err != nil {
				return 0, time.Time{}, err
			}
			return outcome(ctx)
		}
		return v.seq, v.time, err
	}, nil
}

// start hands a over, or returns the attempt with its key that is under way.
func (l *Log) start(ctx context.Context, a *attempt) (*attempt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.done = make(chan struct{})
	a.entry.Server = l.server
	named := a.entry.Key != ""
	if !named && (a.entry.Kind == kindRecord || a.entry.Kind == kindAmend) {
		a.entry.Key = rand.Text() // it may be sent twice
	}
	first, err := l.attempts.enter(a)
	if err != nil || first != a {
		return first, err
	}
	if err := l.handOver(ctx, a, named); err != nil {
		l.attempts.settle(a, verdict{err: errAbandoned})
		return nil, err
	}
	return a, nil
}

// handOver settles a if its key is known, or else queues it.
func (l *Log) handOver(ctx context.Context, a *attempt, named bool) error {
	if named {
		seq, at, known, err := l.Find(ctx, a.entry.Key)
		if err != nil {
			return err
		}
		if known {
			l.attempts.settle(a, verdict{place: place{seq, at}})
			return nil
		}
	}
	if err := l.Store.Writable(); err != nil {
		return err
	}
	if err := l.trouble.Load(); err != nil && errors.As(*err, new(*distrust)) {
		return *err
	}
	if err := l.differs(); err != nil {
		return err
	}
	timer := time.NewTimer(appendMost)
	defer timer.Stop()
	select {
	case l.queue <- a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.closing:
		return room.ErrLogClosed
	case <-timer.C:
		return errLate
	}
}

// outcome waits for a's verdict, but not for ever.
func (l *Log) outcome(ctx context.Context, a *attempt) (verdict, error) {
	timer := time.NewTimer(time.Until(a.since.Add(appendMost)))
	defer timer.Stop()
	var err error
	select {
	case <-a.done:
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = errLate
	}
	select {
	case <-a.done: // which counts, whatever else happened
		return a.verdict, a.verdict.err
	default:
		return verdict{}, err
	}
}
