package archive

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"talktalktalk/room"
)

// lineMost is how many bytes a line of an export has at most.
const lineMost = 1 << 20

// A Source is a history from elsewhere.
type Source struct {
	Size uint64 // how far there is to read, in bytes
	all  iter.Seq2[Item, error]
}

// An Item is a message of a Source, or why one is left out.
type Item struct {
	Event   *room.Event // nil if Dropped says why
	Dropped error       // ErrEmpty or ErrNoTime, or an entry that cannot be read
	Read    uint64      // bytes so far
}

// All yields what the source has, in its own order, and ends after an error. The
// text and name rules of the room have been kept.
func (s *Source) All() iter.Seq2[Item, error] { return s.all }

// Open opens the history at path: an export of ours, or the database of the
// original program, whose path is given without .dir and .dat. now is the time
// after which nothing was said.
func Open(path string, now time.Time) (*Source, error) {
	if info, err := os.Stat(path + dirSuffix); err == nil && info.Mode().IsRegular() {
		return openDumb(path, newTidier(now))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", path)
	}
	return &Source{Size: uint64(info.Size()), all: func(yield func(Item, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(Item{}, err)
			return
		}
		defer f.Close()
		readLines(f, newTidier(now), yield)
	}}, nil
}

// readLines reads an export.
func readLines(r io.Reader, t *tidier, yield func(Item, error) bool) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), lineMost)
	read, number := uint64(0), 0
	for lines.Scan() {
		read += uint64(len(lines.Bytes())) + 1
		number++
		e, err := ParseLine(lines.Bytes())
		if err != nil {
			yield(Item{}, fmt.Errorf("line %d is no message of an export: %w", number, err))
			return
		}
		item := Item{Event: e, Read: read}
		if err := t.tidy(e); err != nil {
			item = Item{Dropped: err, Read: read}
		}
		if !yield(item, nil) {
			return
		}
	}
	if err := lines.Err(); err != nil {
		yield(Item{}, fmt.Errorf("line %d: %w", number+1, err))
	}
}
