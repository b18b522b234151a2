package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// What a bulk asks for by these names.
var (
	silent     = slog.New(slog.DiscardHandler)
	noDeadline = context.Background()
)

// sortBytes is how much a Sorter has in memory before it writes.
const sortBytes = 16 << 20

// A Sorter puts texts in the order of their times, those of one time by rank and
// then in the order in which they came, in a folder of its own and with little memory
// however many there are. It is for one goroutine.
type Sorter struct {
	bulk  *bulk
	kept  []timed
	size  int
	most  int // of size before it writes: sortBytes, but for tests
	count uint64
	err   error
}

type timed struct {
	key  [2*seqLen + 1]byte // the time, the rank, and the place in the order
	text []byte
}

// NewSorter makes dir, which must not exist; Close removes it.
func NewSorter(dir string) (*Sorter, error) { return newSorter(vfs.Default, dir) }

func newSorter(disk vfs.FS, dir string) (*Sorter, error) {
	b, err := openBulk(disk, dir)
	if err != nil {
		return nil, err
	}
	return &Sorter{bulk: b, most: sortBytes}, nil
}

// Add takes a copy of text, of the time t.
func (s *Sorter) Add(t time.Time, rank byte, text []byte) error {
	var e timed
	binary.BigEndian.PutUint64(e.key[:], uint64(t.UnixMilli()))
	e.key[seqLen] = rank
	binary.BigEndian.PutUint64(e.key[seqLen+1:], s.count)
	e.text = bytes.Clone(text)
	s.count++
	s.kept = append(s.kept, e)
	s.size += len(text) + len(e.key)
	if s.size < s.most {
		return nil
	}
	return s.write()
}

// Count is how many texts were added.
func (s *Sorter) Count() uint64 { return s.count }

func (s *Sorter) write() error {
	slices.SortFunc(s.kept, func(a, b timed) int { return bytes.Compare(a.key[:], b.key[:]) })
	for _, e := range s.kept {
		if err := s.bulk.set(e.key[:], e.text); err != nil {
			return err
		}
	}
	s.kept, s.size = nil, 0
	return s.bulk.next()
}

// A Sorted is a text in its place. The Text is valid until the next one.
type Sorted struct {
	At    time.Time
	Place uint64 // in the order in which they came, from 0 on
	Rank  byte
	Text  []byte
}

// All yields the texts that were added so far, in order. It ends after an error,
// which Err returns.
func (s *Sorter) All() iter.Seq[Sorted] {
	return func(yield func(Sorted) bool) { s.err = s.each(yield) }
}

// Err is why All has ended early.
func (s *Sorter) Err() error { return s.err }

func (s *Sorter) each(yield func(Sorted) bool) (err error) {
	if err := s.write(); err != nil {
		return err
	}
	it, err := s.bulk.db.NewIter(&pebble.IterOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.First(); ok; ok = it.Next() {
		text, err := it.ValueAndErr()
		if err != nil {
			return err
		}
		key := it.Key()
		if !yield(Sorted{
			At:    time.UnixMilli(int64(binary.BigEndian.Uint64(key))).UTC(),
			Place: binary.BigEndian.Uint64(key[seqLen+1:]),
			Rank:  key[seqLen],
			Text:  text,
		}) {
			return nil
		}
	}
	return nil // Close has the iterator's error
}

// Close removes the folder.
func (s *Sorter) Close() error { return s.bulk.abandon() }
