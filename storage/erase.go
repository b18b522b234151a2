package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// Erase takes the body out of the record, at once for every reader, and from
// the files within ScrubDelay and the time of a compaction. It is synced: a
// crash does not undo it, and the next Open goes on with it.
func (l *Log) Erase(ctx context.Context, seq room.Seq) error {
	err := l.using(ctx, func(db *pebble.DB) error { return l.overwrite(db, seq) })
	if err != nil {
		return fmt.Errorf("erase %d: %w", seq, err)
	}
	return nil
}

func (l *Log) overwrite(db *pebble.DB, seq room.Seq) error {
	if seq > l.newest.head() {
		return nil // not there, or not yet told to anybody
	}
	value, err := get(db, messageKey(seq))
	if value == nil || err != nil {
		return err
	}
	t, body, err := parseTimed(value)
	if len(body) == 0 || err != nil {
		return err
	}
	b := db.NewBatch()
	setRecord(b, room.Record{Seq: seq, Time: t})
	_ = b.Set(erasureKey(seq), nil, nil)
	if err := l.apply(b); err != nil {
		return err
	}
	l.newest.forget(seq)
	l.wakeScrub()
	return nil
}

const (
	// ScrubDelay is how long erasures are gathered before the files are
	// rewritten without them: one rewriting for all of a person's messages.
	ScrubDelay = time.Minute

	scrubPage = 10_000  // erasures a turn
	scrubGap  = 100_000 // numbers between two erasures, so few that one rewriting takes in both
)

// wakeScrub tells scrub that there are erasures.
func (l *Log) wakeScrub() {
	select {
	case l.erased <- struct{}{}:
	default: // it knows
	}
}

// scrub takes the erased bodies out of the files. An erasure stays noted in
// the store until that is done, so a crash forgets none.
func (l *Log) scrub(ctx context.Context) {
	for wait(ctx, l.erased) && sleep(ctx, ScrubDelay) {
		if err := l.scrubAll(ctx); err != nil && ctx.Err() == nil {
			l.logger.Error("erased text is still in the files", "error", err)
			l.wakeScrub()
		}
	}
}

// scrubAll takes out all that is noted.
func (l *Log) scrubAll(ctx context.Context) error {
	for {
		seqs, err := l.erasures(scrubPage)
		if len(seqs) == 0 || err != nil {
			return err
		}
		if err := l.scrubOnce(ctx, seqs); err != nil {
			return err
		}
		l.logger.Debug("erased text is out of the files", "records", len(seqs))
	}
}

// scrubOnce rewrites the files that hold bodies of seqs, then forgets the
// erasures. Compact begins by writing the records in memory to a table if they
// are concerned, after which Pebble deletes the write-ahead log they came from.
func (l *Log) scrubOnce(ctx context.Context, seqs []room.Seq) error {
	for len(seqs) > 0 {
		if err := l.health.broken(); err != nil {
			return err // Pebble would panic
		}
		n := 1
		for n < len(seqs) && seqs[n]-seqs[n-1] <= scrubGap {
			n++
		}
		from, to := seqs[0], seqs[n-1]
		if err := l.db.Compact(ctx, messageKey(from), messageKey(to+1), false); err != nil {
			return fmt.Errorf("compact %d to %d: %w", from, to, err)
		}
		if err := l.forgetErasures(seqs[:n]); err != nil {
			return err
		}
		seqs = seqs[n:]
	}
	return nil
}

// erasures returns the first n records whose bodies are not out of the files.
func (l *Log) erasures(n int) (seqs []room.Seq, err error) {
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefixErasure}, UpperBound: []byte{prefixErasure + 1}})
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok && len(seqs) < n; ok = it.Next() {
		seq, err := parseSeqKey(it.Key())
		if err != nil {
			return nil, fmt.Errorf("list erasures: %w", err)
		}
		seqs = append(seqs, seq)
	}
	return seqs, nil
}

func (l *Log) forgetErasures(seqs []room.Seq) error {
	b := l.db.NewBatch()
	for _, seq := range seqs {
		_ = b.Delete(erasureKey(seq), nil)
	}
	return l.apply(b)
}
