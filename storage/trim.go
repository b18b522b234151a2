package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

const sweepPage = 2_000 // keys of Append that are looked at in one turn

// Trim removes the records below seq, but never the last one there is, and what
// is kept of them beside. At once nobody finds them any more, and a crash does not
// bring them back; their space is free, and what they held is gone from the
// files, some time later (sweep).
func (l *Log) Trim(ctx context.Context, seq room.Seq) error {
	err := l.using(ctx, func(db *pebble.DB) error {
		seq = min(seq, l.newest.head())
		if first, err := read(db, span{to: max(seq, 1) - 1, records: 1}, all); len(first) == 0 || err != nil {
			return err
		}
		b := db.NewBatch()
		setTrim(b, seq)
		l.amending.Lock() // an amendment that is on its way would bring its record back
		defer l.amending.Unlock()
		return l.apply(b)
	})
	if err != nil {
		return fmt.Errorf("trim below %d: %w", seq, err)
	}
	l.newest.trim(seq)
	l.wakeSweep()
	return nil
}

// setTrim removes what is below seq.
func setTrim(b *pebble.Batch, seq room.Seq) {
	for _, prefix := range []byte{prefixMessage, prefixChange, prefixReverse, prefixVersion} {
		_ = b.DeleteRange(seqKey(prefix, 0), seqKey(prefix, seq), nil)
	}
	_ = b.DeleteRange(erasureKey(room.Change{}), erasureKey(room.Change{Of: seq}), nil) // the sweep does their work, too
	_ = b.Set(keyTrimmed, appendSeq(nil, seq), nil)
}

// wakeSweep tells scrub that there is something to sweep.
func (l *Log) wakeSweep() {
	select {
	case l.trimmed <- struct{}{}:
	default: // it knows
	}
}

// sweep ends what Trim began, also in an earlier process: it compacts the range that
// is gone, which frees its space, and forgets the keys of Append whose records are gone.
func (l *Log) sweep(ctx context.Context) error {
	value, err := get(l.db, keyTrimmed)
	if value == nil || err != nil {
		return err
	}
	below, err := parseSeq(value)
	if err != nil {
		return err
	}
	if err := l.health.broken(); err != nil {
		return err // Pebble would panic
	}
	for _, prefix := range []byte{prefixMessage, prefixChange, prefixErasure, prefixReverse, prefixVersion} {
		if err := l.db.Compact(ctx, seqKey(prefix, 0), seqKey(prefix, below), false); err != nil {
			return fmt.Errorf("compact what is below %d: %w", below, err)
		}
	}
	if err := l.sweepKeys(ctx, below); err != nil {
		return fmt.Errorf("forget the keys of what is below %d: %w", below, err)
	}
	return l.swept(value)
}

// swept notes that the sweep is done, unless there was another Trim meanwhile.
func (l *Log) swept(value []byte) error {
	l.amending.Lock()
	defer l.amending.Unlock()
	if now, err := get(l.db, keyTrimmed); err != nil || !bytes.Equal(now, value) {
		l.wakeSweep()
		return err
	}
	b := l.db.NewBatch()
	_ = b.Delete(keyTrimmed, nil)
	return l.apply(b)
}

// sweepKeys removes the keys of Append that lead below a number.
func (l *Log) sweepKeys(ctx context.Context, below room.Seq) error {
	removed := 0
	for from := []byte{prefixKey}; from != nil; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, next, err := l.removeKeysBelow(from, below)
		if err != nil {
			return err
		}
		removed += n
		from = next
	}
	if removed == 0 {
		return nil
	}
	return l.db.Compact(ctx, []byte{prefixKey}, []byte{prefixKey + 1}, false)
}

// removeKeysBelow does so with some keys from from on, and returns the key to go
// on with, nil at the end. Meanwhile none of them can be given to a new record.
func (l *Log) removeKeysBelow(from []byte, below room.Seq) (n int, next []byte, err error) {
	l.amending.Lock()
	defer l.amending.Unlock()
	gone, next, err := l.keysBelow(from, below)
	if err == nil {
		err = l.remove(gone)
	}
	return len(gone), next, err
}

// keysBelow returns those among sweepPage keys from from on that lead below a
// number, and the key to go on with, nil at the end.
func (l *Log) keysBelow(from []byte, below room.Seq) (gone [][]byte, next []byte, err error) {
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: []byte{prefixKey + 1}})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	n := 0
	for ok := it.First(); ok; ok = it.Next() {
		if n++; n > sweepPage {
			return gone, bytes.Clone(it.Key()), nil
		}
		value, err := it.ValueAndErr()
		if err != nil {
			return nil, nil, err
		}
		if seq, err := parseSeq(value); err != nil || seq < below {
			gone = append(gone, bytes.Clone(it.Key()))
		}
	}
	return gone, nil, nil // Close has the iterator's error
}
