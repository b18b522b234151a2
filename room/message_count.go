package room

import (
	"context"
	"fmt"
	"slices"
	"sort"
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
	var above []Seq // messages, as far as was read
	for after := seq; ; {
		page, err := log.After(ctx, after, pageSize)
		if err != nil {
			return 0, fmt.Errorf("count the messages after %d: %w", after, err)
		}
		if len(page) == 0 {
			return before, nil
		}
		for _, rec := range page {
			e := decode(rec.Body)
			if e.isMessage() {
				above = append(above, rec.Seq)
			}
			if t, ok := e.tallied(); ok && t.at >= seq {
				counted := sort.Search(len(above), func(i int) bool { return above[i] > t.at })
				return t.count - min(t.count, uint64(counted)), nil
			}
		}
		after = page[len(page)-1].Seq
	}
}
