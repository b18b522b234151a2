package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// memory is the room.Memory beside a Log.
type memory struct{ *Log }

// Memory returns the notes kept beside the log. They end with it.
func (l *Log) Memory() room.Memory { return memory{l} }

// Load returns the person's note, or nil if there is none or its time is over.
func (m memory) Load(ctx context.Context, person string) (note []byte, err error) {
	err = m.using(ctx, func(db *pebble.DB) error {
		value, err := get(db, noteKey(person))
		if value == nil || err != nil {
			return err
		}
		until, rest, err := parseTimed(value)
		if err == nil && time.Now().Before(until) {
			note = rest
		}
		return err
	})
	return note, err
}

// Save replaces the person's note. It survives the end of the process at once,
// and a crash of the machine notesInterval later.
func (m memory) Save(ctx context.Context, person string, note []byte, until time.Time) error {
	return m.using(ctx, func(db *pebble.DB) error {
		if err := m.health.err(); err != nil {
			return err
		}
		b := db.NewBatch()
		_ = b.Set(noteKey(person), append(appendTime(nil, until), note...), nil)
		if err := db.Apply(b, pebble.NoSync); err != nil {
			return fmt.Errorf("save note: %w", err)
		}
		m.unsynced.Store(true)
		return b.Close()
	})
}

// Note is the person's note as it was saved, over or not; without a time if there is none.
func (l *Log) Note(ctx context.Context, person string) (note replica.Note, err error) {
	note.Person = person
	err = l.using(ctx, func(db *pebble.DB) error {
		value, err := get(db, noteKey(person))
		if value != nil && err == nil {
			note.Until, note.Note, err = parseTimed(value)
		}
		return err
	})
	return note, err
}

// AllNotes calls yield with all notes, some at a time, until it fails.
func (l *Log) AllNotes(ctx context.Context, yield func([]replica.Note) error) error {
	return l.pairs(ctx, prefixNote, func(pairs []pair) error {
		notes := make([]replica.Note, 0, len(pairs))
		for _, p := range pairs {
			until, note, err := parseTimed(p.value)
			if err != nil {
				return err
			}
			notes = append(notes, replica.Note{Person: string(p.key[1:]), Note: note, Until: until})
		}
		return yield(notes)
	})
}

// syncNotes sees to it that what Save took is on the disk.
func (l *Log) syncNotes() error {
	if !l.unsynced.Swap(false) {
		return nil
	}
	b := l.db.NewBatch()
	_ = b.LogData(nil, nil)
	return l.apply(b)
}

const expirePage = 200 // notes removed in one batch

// expire removes the notes whose time is over.
func (l *Log) expire(ctx context.Context, now time.Time) error {
	from := []byte{prefixNote}
	for from != nil && ctx.Err() == nil {
		over, next, err := l.expired(from, now)
		if err != nil {
			return fmt.Errorf("expire notes: %w", err)
		}
		if err := l.remove(over); err != nil {
			return fmt.Errorf("expire notes: %w", err)
		}
		from = next
	}
	return ctx.Err()
}

// remove deletes keys, at once.
func (l *Log) remove(keys [][]byte) error {
	if len(keys) == 0 {
		return nil
	}
	b := l.db.NewBatch()
	for _, key := range keys {
		_ = b.Delete(key, nil)
	}
	return l.apply(b)
}

// expired returns the keys of at most expirePage notes that are over, of those
// from the key from on, and the key to go on with, or nil at the end.
func (l *Log) expired(from []byte, now time.Time) (over [][]byte, next []byte, err error) {
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: []byte{prefixNote + 1}})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok; ok = it.Next() {
		if len(over) == expirePage {
			return over, bytes.Clone(it.Key()), nil
		}
		value, err := it.ValueAndErr()
		if err != nil {
			return nil, nil, err
		}
		if until, _, err := parseTimed(value); err != nil || !now.Before(until) {
			over = append(over, bytes.Clone(it.Key()))
		}
	}
	return over, nil, nil
}
