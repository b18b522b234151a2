package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// After returns the first n records above seq, oldest first; fewer only where
// the log ends.
func (l *Log) After(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	return l.page(ctx, span{from: min(seq, room.MaxSeq) + 1, to: room.MaxSeq, records: n})
}

// Before returns the last n records below seq, oldest first; fewer only where
// the log begins.
func (l *Log) Before(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	records, err := l.page(ctx, span{to: max(seq, 1) - 1, records: n, backward: true})
	slices.Reverse(records)
	return records, err
}

// Find returns the number and time of the record that was stored with key.
func (l *Log) Find(ctx context.Context, key string) (seq room.Seq, t time.Time, ok bool, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		seq, t, ok, err = find(db, key, l.newest.head())
		return err
	})
	return seq, t, ok, err
}

// find looks for key among the records up to head; what is above is not synced.
func find(db *pebble.DB, key string, head room.Seq) (room.Seq, time.Time, bool, error) {
	if key == "" {
		return 0, time.Time{}, false, nil
	}
	value, err := get(db, appendKey(key))
	if value == nil || err != nil {
		return 0, time.Time{}, false, err
	}
	seq, err := parseSeq(value)
	if err != nil || seq > head {
		return 0, time.Time{}, false, err
	}
	value, err = get(db, messageKey(seq))
	if value == nil || err != nil { // nil: it was trimmed
		return 0, time.Time{}, false, err
	}
	t, _, err := parseTimed(value)
	return seq, t, err == nil, err
}

// A span says which records a reader wants: from and to inclusive, at most so
// many, and, if bytes is set, no more once their bodies have so many bytes.
type span struct {
	from, to room.Seq
	records  int
	bytes    int
	backward bool // begin at to
}

// page reads the records of s that are synced, in the order of s.
func (l *Log) page(ctx context.Context, s span) (page []room.Record, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		page, err = read(db, s, l.newest.head)
		return err
	})
	l.veil.hide(page)
	return page, err
}

const pageRecords = 128 // what most pages have room for at once

// read reads the records of s up to head, and finds some if there are any: what it sees
// is settled before it asks for head, or a Trim to a later one could leave it nothing.
func read(db *pebble.DB, s span, head func() room.Seq) (page []room.Record, err error) {
	if s.from > min(s.to, head()) || s.records <= 0 {
		return nil, nil
	}
	it, err := db.NewIter(nil)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()

	s.to = min(s.to, head())
	it.SetBounds(messageKey(s.from), messageKey(s.to+1))
	first, next := it.First, it.Next
	if s.backward {
		first, next = it.Last, it.Prev
	}
	page, size := make([]room.Record, 0, min(s.records, pageRecords)), 0
	for ok := first(); ok && len(page) < s.records && (s.bytes == 0 || size < s.bytes); ok = next() {
		r, err := record(it)
		if err != nil {
			return nil, err
		}
		page = append(page, r)
		size += len(r.Body)
	}
	return page, nil // Close has the iterator's error
}

// all is the head for who may read what is not synced.
func all() room.Seq { return room.MaxSeq }

// record decodes what it stands at.
func record(it *pebble.Iterator) (room.Record, error) {
	seq, err := parseSeqKey(it.Key())
	if err != nil {
		return room.Record{}, err
	}
	value, err := it.ValueAndErr()
	if err != nil {
		return room.Record{}, fmt.Errorf("record %d: %w", seq, err)
	}
	t, body, err := parseTimed(value)
	if err != nil {
		return room.Record{}, fmt.Errorf("record %d: %w", seq, err)
	}
	return room.Record{Seq: seq, Time: t, Body: bytes.Clone(body)}, nil
}

// get returns a copy of what key maps to, or nil if there is nothing.
func get(db *pebble.DB, key []byte) ([]byte, error) {
	value, closer, err := db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get %q: %w", key, err)
	}
	value = append([]byte{}, value...)
	return value, closer.Close()
}
