package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// Position is how far the log has followed a shared one.
func (l *Log) Position(ctx context.Context) (at replica.Position, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		value, err := get(db, keyPosition)
		if err == nil && value != nil {
			at, err = parsePosition(value)
		}
		return err
	})
	return at, err
}

// Tail is the last record that is stored, whether readers see it already or not;
// 0 if there is none.
func (l *Log) Tail() (room.Seq, time.Time) {
	l.amending.Lock()
	defer l.amending.Unlock()
	return l.tail.seq, l.tail.time
}

// Keyed is Find for what readers do not see yet as well.
func (l *Log) Keyed(ctx context.Context, key string) (seq room.Seq, t time.Time, ok bool, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		seq, t, ok, err = find(db, key, room.MaxSeq)
		return err
	})
	return seq, t, ok, err
}

// Current is a record as it is now, with the number 0 if there is none, its
// version, and the key that it was appended with.
func (l *Log) Current(ctx context.Context, of room.Seq) (rec room.Record, v replica.Version, key string, err error) {
	err = l.using(ctx, func(db *pebble.DB) (err error) {
		l.amending.Lock() // so that all is of one moment
		defer l.amending.Unlock()
		if rec, err = l.stored(of); err != nil {
			return err
		}
		v, err = version(db, of)
		if err == nil {
			var value []byte
			value, err = get(db, seqKey(prefixReverse, of))
			key = string(value)
		}
		return err
	})
	return rec, v, key, err
}

func version(db *pebble.DB, of room.Seq) (replica.Version, error) {
	value, err := get(db, seqKey(prefixVersion, of))
	if value == nil || err != nil {
		return replica.Version{Form: replica.Form{From: of, To: of}}, err
	}
	return parseVersion(value)
}

// Adopt makes an empty log, or one of that epoch, follow a shared log from now on,
// in which every record stands as it is.
func (l *Log) Adopt(ctx context.Context, epoch string, at replica.Position) error {
	err := l.using(ctx, func(db *pebble.DB) error {
		l.amending.Lock()
		defer l.amending.Unlock()
		if l.tail.seq > 0 && epoch != l.epoch {
			return errors.New("it has a history of its own")
		}
		b := db.NewBatch()
		_ = b.Set(keyEpoch, []byte(epoch), nil)
		_ = b.Set(keyPosition, encodePosition(at), nil)
		setUnversioned(b)
		if err := l.apply(b); err != nil {
			return err
		}
		if epoch != l.epoch { // only before anybody reads
			l.epoch = epoch
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("follow the room %q: %w", epoch, err)
	}
	return nil
}

// setUnversioned forgets where in a shared log bodies stood.
func setUnversioned(b *pebble.Batch) {
	for _, prefix := range []byte{prefixVersion, prefixMark} {
		_ = b.DeleteRange([]byte{prefix}, []byte{prefix + 1}, nil)
	}
}

// Marks are the first n marks, in the order in which they are to be done.
func (l *Log) Marks(ctx context.Context, n int) (marks []replica.Mark, err error) {
	err = l.using(ctx, func(db *pebble.DB) (err error) {
		it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefixMark}, UpperBound: []byte{prefixMark + 1}})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, it.Close()) }()
		for ok := it.First(); ok && len(marks) < n; ok = it.Next() {
			m, err := parseMarkKey(it.Key())
			if err != nil {
				return err
			}
			marks = append(marks, m)
		}
		return nil // Close has the iterator's error
	})
	return marks, err
}

// Unmark forgets marks, which are done.
func (l *Log) Unmark(ctx context.Context, marks []replica.Mark) error {
	return l.using(ctx, func(*pebble.DB) error {
		var keys [][]byte
		for _, m := range marks {
			keys = append(keys, markKey(m))
		}
		return l.remove(keys)
	})
}

// AllKeys calls yield with the keys of records, some at a time, until it fails.
func (l *Log) AllKeys(ctx context.Context, yield func([]replica.Keyed) error) error {
	return l.pairs(ctx, prefixKey, func(pairs []pair) error {
		keys := make([]replica.Keyed, 0, len(pairs))
		for _, p := range pairs {
			seq, err := parseSeq(p.value)
			if err != nil {
				return err
			}
			keys = append(keys, replica.Keyed{Seq: seq, Key: string(p.key[1:])})
		}
		return yield(keys)
	})
}

// A pair is a key of the database and what it maps to.
type pair struct{ key, value []byte }

const pairsPage = 2_000

// pairs reads all with a prefix, and holds nothing open while take works.
func (l *Log) pairs(ctx context.Context, prefix byte, take func([]pair) error) error {
	for from := []byte{prefix}; from != nil; {
		var page []pair
		err := l.using(ctx, func(db *pebble.DB) (err error) {
			page, from, err = pairsFrom(db, from, prefix)
			return err
		})
		if err == nil && len(page) > 0 {
			err = take(page)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pairsFrom is one page of pairs, and the key to go on with, nil at the end.
func pairsFrom(db *pebble.DB, from []byte, prefix byte) (page []pair, next []byte, err error) {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: []byte{prefix + 1}})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok; ok = it.Next() {
		key := append([]byte(nil), it.Key()...)
		if len(page) == pairsPage {
			return page, key, nil
		}
		value, err := it.ValueAndErr()
		if err != nil {
			return nil, nil, err
		}
		page = append(page, pair{key, append([]byte(nil), value...)})
	}
	return page, nil, nil // Close has the iterator's error
}

// Versions, marks and the position are numbers, one behind the other; the
// position ends with the generation.

func encodeVersion(v replica.Version) []byte {
	return appendSeq(appendSeq(appendSeq(nil, v.By), v.Form.From), v.Form.To)
}

func parseVersion(b []byte) (v replica.Version, err error) {
	if len(b) != 3*seqLen {
		return v, fmt.Errorf("no version: %q", b)
	}
	v.By, v.Form = seqAt(b, 0), replica.Form{From: seqAt(b, 1), To: seqAt(b, 2)}
	return v, nil
}

func markKey(m replica.Mark) []byte {
	return appendSeq(appendSeq([]byte{prefixMark, m.What}, m.From), m.To)
}

func parseMarkKey(key []byte) (m replica.Mark, err error) {
	if len(key) != 2+2*seqLen {
		return m, fmt.Errorf("no mark in key %q", key)
	}
	return replica.Mark{What: key[1], Form: replica.Form{From: seqAt(key[2:], 0), To: seqAt(key[2:], 1)}}, nil
}

func encodePosition(p replica.Position) []byte {
	return append(appendSeq(appendSeq(nil, p.Seq), p.Lowest), p.Generation...)
}

func parsePosition(b []byte) (p replica.Position, err error) {
	if len(b) < 2*seqLen {
		return p, fmt.Errorf("no position: %q", b)
	}
	return replica.Position{Seq: seqAt(b, 0), Lowest: seqAt(b, 1), Generation: string(b[2*seqLen:])}, nil
}

func seqAt(b []byte, i int) room.Seq { return room.Seq(binary.BigEndian.Uint64(b[i*seqLen:])) }
