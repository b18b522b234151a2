package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

const (
	// scrubDelay is how long amendments are gathered before the files are
	// rewritten without what was there before: one rewriting for all that
	// people mend in a while.
	scrubDelay = 3 * time.Minute

	scrubPage = 10_000  // amendments a turn
	scrubGap  = 100_000 // numbers between two amended records, so few that one rewriting takes in both
)

// wakeScrub tells scrub that there are amendments.
func (l *Log) wakeScrub() {
	select {
	case l.amended <- struct{}{}:
	default: // it knows
	}
}

// scrub takes former bodies, and trimmed records, out of the files: at once those that an earlier
// process left, later ones scrubDelay after the first. An erasure stays noted in
// the store until it is done, so a crash forgets none.
func (l *Log) scrub(ctx context.Context) {
	for ctx.Err() == nil {
		if err := l.scrubAll(ctx); err != nil && ctx.Err() == nil {
			l.logger.Error("erased text is still in the files", "error", err)
			l.wakeScrub()
		}
		l.awaitScrub(ctx)
	}
}

// awaitScrub waits until there is something to scrub.
func (l *Log) awaitScrub(ctx context.Context) {
	var delay <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-delay:
			return
		case <-l.trimmed:
			return
		case <-l.amended:
			if delay == nil {
				timer := time.NewTimer(scrubDelay)
				defer timer.Stop()
				delay = timer.C
			}
		}
	}
}

// scrubAll takes out all that is noted.
func (l *Log) scrubAll(ctx context.Context) error {
	if err := l.sweep(ctx); err != nil {
		return err
	}
	for {
		erasures, err := l.erasures(scrubPage)
		if len(erasures) == 0 || err != nil {
			return err
		}
		if err := l.scrubOnce(ctx, erasures); err != nil {
			return err
		}
		l.logger.Debug("erased text is out of the files", "amendments", len(erasures))
	}
}

// scrubOnce rewrites the files that hold former bodies, then forgets the
// erasures. Compact begins by writing the records in memory to a table if they
// are concerned, after which Pebble deletes the write-ahead log they came from.
func (l *Log) scrubOnce(ctx context.Context, erasures []room.Change) error {
	for len(erasures) > 0 {
		if err := l.health.broken(); err != nil {
			return err // Pebble would panic
		}
		n := 1
		for n < len(erasures) && erasures[n].Of-erasures[n-1].Of <= scrubGap {
			n++
		}
		from, to := erasures[0].Of, erasures[n-1].Of
		if err := l.db.Compact(ctx, messageKey(from), messageKey(to+1), false); err != nil {
			return fmt.Errorf("compact %d to %d: %w", from, to, err)
		}
		if err := l.forgetErasures(erasures[:n]); err != nil {
			return err
		}
		erasures = erasures[n:]
	}
	return nil
}

// erasures returns the first n amendments whose records' former bodies are not
// out of the files.
func (l *Log) erasures(n int) (erasures []room.Change, err error) {
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefixErasure}, UpperBound: []byte{prefixErasure + 1}})
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok && len(erasures) < n; ok = it.Next() {
		c, err := parseErasureKey(it.Key())
		if err != nil {
			return nil, fmt.Errorf("list erasures: %w", err)
		}
		erasures = append(erasures, c)
	}
	return erasures, nil
}

func (l *Log) forgetErasures(erasures []room.Change) error {
	b := l.db.NewBatch()
	for _, c := range erasures {
		_ = b.Delete(erasureKey(c), nil)
	}
	return l.apply(b)
}
