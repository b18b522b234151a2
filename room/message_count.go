package room

import (
	"context"
	"fmt"
	"slices"
)

// A tally is how many messages there are up to and including a number.
type tally struct {
	at    Seq
	count uint64
}

// tallied is the tally in a record, if it has one.
func (e entry) tallied() (tally, bool) {
	switch {
	case e.Kind == kindCheckpoint && e.State != nil:
		return tally{e.State.At, e.State.Count}, true
	case e.Kind == kindCounted:
		return tally{e.Of, e.Count}, true
	}
	return tally{}, false
}

// countTo counts in the log: the messages of the newest tally below, and what
// was said since. Where the log begins before there is one, it goes on from seq to
// the next tally above and takes away what was said until then: what is gone
// from the beginning counts.
func countTo(ctx context.Context, log Log, seq Seq) (uint64, error) {
	var base tally
	var since uint64
	for below, found := seq+1, false; !found || below > base.at+1; {
		page, err := log.Before(ctx, below, pageSize)
		if err != nil {
			return 0, fmt.Errorf("count the messages before %d: %w", below, err)
		}
		if len(page) == 0 && !found {
			return countDown(ctx, log, seq, since)
		}
		if len(page) == 0 {
			break
		}
		for _, rec := range slices.Backward(page) {
			if found && rec.Seq <= base.at {
				break
			}
			e := decode(rec.Body)
			if e.isMessage() {
				since++
			} else if !found {
				base, found = e.tallied()
			}
		}
		below = page[0].Seq
	}
	return base.count + since, nil
}

// countDown counts from the next tally above seq. Where there is none nothing is
// gone from the log's beginning, and those before seq are all: before.
func countDown(ctx context.Context, log Log, seq Seq, before uint64) (uint64, error) {
	var next tally
	err := above(ctx, log, seq, func(rec Record) bool {
		t, ok := decode(rec.Body).tallied()
		if ok && t.at >= seq {
			next = t
		}
		return next.at == 0
	})
	if err != nil || next.at == 0 {
		return before, err
	}
	var counted uint64
	err = above(ctx, log, seq, func(rec Record) bool {
		if rec.Seq <= next.at && decode(rec.Body).isMessage() {
			counted++
		}
		return rec.Seq < next.at
	})
	return next.count - min(next.count, counted), err
}

// above yields the records above seq, until yield returns false.
func above(ctx context.Context, log Log, seq Seq, yield func(Record) bool) error {
	for {
		page, err := log.After(ctx, seq, pageSize)
		if err != nil {
			return fmt.Errorf("count the messages after %d: %w", seq, err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, rec := range page {
			if !yield(rec) {
				return nil
			}
		}
		seq = page[len(page)-1].Seq
	}
}
