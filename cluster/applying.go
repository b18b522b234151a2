package cluster

import (
	"context"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// take decides what becomes of a message. A trim stands alone, since what was decided
// before it may be gone with it.
func (f *follower) take(ctx context.Context, m message) error {
	f.bytes += len(m.data)
	e := f.joined.take(m.seq, m.time, m.data)
	if e == nil {
		f.cursor = m.seq
		return nil
	}
	alone := e.Kind == kindTrim
	if alone || f.full() {
		f.cursor = e.form.From - 1 // e itself is not applied with what is before it
		if err := f.apply(ctx); err != nil {
			return err
		}
	}
	step, v, err := f.rules.decide(*e)
	if err != nil {
		f.again()
		return err
	}
	f.cursor = m.seq
	f.steps = append(f.steps, step)
	if e.Server == f.log.server && e.Attempt > 0 {
		f.verdicts = append(f.verdicts, answer{e.Attempt, v})
	}
	if alone {
		return f.apply(ctx)
	}
	return nil
}

// full tells whether what is decided is to be applied before more is.
func (f *follower) full() bool { return len(f.steps) >= stepsMost || f.bytes >= stepsBytes }

// again has everything read once more that is not applied: the own store could not be read.
func (f *follower) again() {
	f.cursor, f.joined, f.steps, f.bytes = f.at.Seq, assembler{}, nil, 0
	f.verdicts = f.verdicts[:f.applied]
	f.renew()
}

// renew has the rules begin with what is applied.
func (f *follower) renew() {
	f.rules = &rules{copy: storeCopy{f.log.Store}, lowest: f.at.Lowest}
	f.rules.tail, f.rules.time = f.log.Tail()
}

// applyAgain is how long to wait for a disk.
const applyAgain = time.Second

// apply has the store keep what was decided, however long that takes, and tells those
// who wait here.
func (f *follower) apply(ctx context.Context) error {
	at := f.at
	at.Seq, at.Lowest = f.settled(), f.rules.lowest
	show := f.cursor >= f.whole
	f.bytes = 0
	if at == f.at && len(f.steps) == 0 && (!show || !f.hidden) {
		return nil
	}
	f.log.lowest.Store(uint64(at.Lowest)) // before anybody finds that a key is free
	for {
		err := f.log.Apply(ctx, f.steps, at, show)
		if err == nil {
			break
		}
		f.log.note(err)
		if !rest(ctx, applyAgain) {
			return ctx.Err()
		}
	}
	f.at = at
	f.log.reach.note(at.Generation, at.Seq)
	f.rules.settle()
	for _, s := range f.steps {
		if len(s.Marks) > 0 {
			wake(f.log.marked)
			break
		}
	}
	f.steps, f.applied = nil, len(f.verdicts)
	f.hidden = !show
	if !show { // who is told a number can read it
		return nil
	}
	for _, v := range f.verdicts {
		f.log.attempts.answer(v.number, v.verdict)
	}
	f.verdicts, f.applied = nil, 0
	return nil
}

// settled is the last message that a server need not read again.
func (f *follower) settled() room.Seq {
	last := f.cursor
	if f.joined.between() {
		last = f.joined.form.From - 1
	}
	if f.rules.draft != nil {
		last = min(last, f.rules.draft.form.From-1)
	}
	return last
}

// storeCopy is a store as the rules see it.
type storeCopy struct{ Store }

func (c storeCopy) keyed(key string) (room.Seq, time.Time, bool, error) {
	return c.Keyed(context.Background(), key)
}

func (c storeCopy) version(of room.Seq) (replica.Version, bool, error) {
	rec, v, _, err := c.Current(context.Background(), of)
	return v, rec.Seq != 0, err
}
