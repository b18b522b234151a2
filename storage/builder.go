package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

// A Builder makes a log, with an epoch of its own, of records that are at hand.
// It is for one goroutine, and ends with Finish or Abandon.
type Builder struct {
	bulk *bulk
	last room.Seq
}

// Build begins a log in dir, which must not exist.
func Build(dir string) (*Builder, error) { return build(vfs.Default, dir) }

func build(disk vfs.FS, dir string) (*Builder, error) {
	b, err := openBulk(disk, dir)
	if err != nil {
		return nil, fmt.Errorf("build a log: %w", err)
	}
	return &Builder{bulk: b}, nil
}

// Add adds a record. Numbers rise.
func (b *Builder) Add(r room.Record) error {
	if r.Seq <= b.last {
		return fmt.Errorf("build a log: record %d after %d", r.Seq, b.last)
	}
	b.last = r.Seq
	if err := b.bulk.set(messageKey(r.Seq), append(appendTime(nil, r.Time), r.Body...)); err != nil {
		return fmt.Errorf("build a log: %w", err)
	}
	return nil
}

// TakeRest takes from l what it has beside its records: the keys of Append, what
// was amended, and the notes. move says what a number of l is now, 0 for none,
// and does not change the order; note what becomes of a note.
func (b *Builder) TakeRest(ctx context.Context, l *Log, move func(room.Seq) room.Seq, note func([]byte) []byte) error {
	err := l.using(ctx, func(db *pebble.DB) error {
		return errors.Join(
			b.take(ctx, db, prefixChange, func(key, value []byte) ([]byte, []byte) { return movedChange(key, value, move) }),
			b.take(ctx, db, prefixKey, func(key, value []byte) ([]byte, []byte) { return key, movedSeq(value, move) }),
			b.take(ctx, db, prefixNote, func(key, value []byte) ([]byte, []byte) { return key, movedNote(value, note) }),
		)
	})
	if err != nil {
		return fmt.Errorf("build a log: %w", err)
	}
	return nil
}

// take takes what has keys with a prefix. A nil value leaves it out.
func (b *Builder) take(ctx context.Context, db *pebble.DB, prefix byte, change func(key, value []byte) (k, v []byte)) (err error) {
	if err := b.bulk.next(); err != nil {
		return err
	}
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefix}, UpperBound: []byte{prefix + 1}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		if err != nil {
			return err
		}
		key, value := change(it.Key(), value)
		if value == nil {
			continue
		}
		if err := errors.Join(b.bulk.set(key, value), ctx.Err()); err != nil {
			return err
		}
	}
	return nil // Close has the iterator's error
}

// movedSeq is a value that is a number, moved; nil if it is none any more.
func movedSeq(value []byte, move func(room.Seq) room.Seq) []byte {
	seq, err := parseSeq(value)
	if err != nil || move(seq) == 0 {
		return nil
	}
	return binary.BigEndian.AppendUint64(nil, uint64(move(seq)))
}

func movedChange(key, value []byte, move func(room.Seq) room.Seq) (k, v []byte) {
	of, err := parseSeqKey(key)
	if err != nil || move(of) == 0 {
		return nil, nil
	}
	return changeKey(move(of)), movedSeq(value, move)
}

func movedNote(value []byte, note func([]byte) []byte) []byte {
	until, rest, err := parseTimed(value)
	if err != nil {
		return nil
	}
	return append(appendTime(nil, until), note(bytes.Clone(rest))...)
}

// Finish makes it a log, which is all on the disk then.
func (b *Builder) Finish() error {
	err := b.bulk.next()
	if err == nil {
		err = b.bulk.set(keyEpoch, []byte(rand.Text()))
	}
	if err == nil {
		err = b.bulk.set(keyFormat, strconv.AppendInt(nil, Format, 10))
	}
	if err == nil {
		err = b.bulk.close()
	}
	if err != nil {
		return fmt.Errorf("build a log: %w", err)
	}
	return nil
}

// Abandon removes what there is of the log. After Finish it does so only if
// that failed.
func (b *Builder) Abandon() error { return b.bulk.abandon() }
