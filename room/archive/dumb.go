package archive

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"time"

	"talktalktalk/room"
)

// The original program keeps its messages in a "dumb dbm" of Python's: a text
// with the places of the values, and the values.
const (
	dirSuffix = ".dir"
	datSuffix = ".dat"

	valueMost = 1 << 20 // bytes of a value
)

// A place is where the value of a key is.
type place struct{ key, at, size uint64 }

// placeShape is that of a line of the .dir, '12', (6144, 110).
var placeShape = regexp.MustCompile(`^\s*['"](\d{1,18})['"]\s*,\s*\(\s*(\d{1,18})\s*,\s*(\d{1,18})\s*\)\s*$`)

// openDumb opens the original's database. The places are kept in memory, 24 bytes
// a message.
func openDumb(path string, t *tidier) (*Source, error) {
	places, strange, err := readPlaces(path + dirSuffix)
	if err != nil {
		return nil, err
	}
	var size uint64
	for _, p := range places {
		size += p.size
	}
	return &Source{Size: size, all: func(yield func(Item, error) bool) {
		dat, err := os.Open(path + datSuffix)
		if err != nil {
			yield(Item{}, err)
			return
		}
		defer dat.Close()
		for range strange {
			if !yield(Item{Dropped: errors.New("its key is no number")}, nil) {
				return
			}
		}
		d := &dumb{dat: dat, tidier: t}
		for _, p := range places {
			d.read += p.size
			if !yield(d.item(p), nil) {
				return
			}
		}
	}}, nil
}

// readPlaces reads a .dir, in the order of the keys: of a key that is there more
// than once the last line counts. Lines of other keys are counted.
func readPlaces(path string) (places []place, strange int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		parts := placeShape.FindStringSubmatch(lines.Text())
		if parts == nil {
			strange++
			continue
		}
		var p place
		for i, n := range []*uint64{&p.key, &p.at, &p.size} {
			if *n, err = strconv.ParseUint(parts[i+1], 10, 64); err != nil {
				return nil, 0, err // 18 digits always fit
			}
		}
		places = append(places, p)
	}
	if err := lines.Err(); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", path, err)
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.key, b.key) })
	last := places[:0]
	for i, p := range places {
		if i+1 == len(places) || places[i+1].key != p.key {
			last = append(last, p)
		}
	}
	return last, strange, nil
}

// A dumb reads the values of the original's database.
type dumb struct {
	*tidier
	dat  *os.File
	read uint64
	then time.Time // when the message before was said
}

// A value is a message as the original keeps it.
type value struct {
	Message  string      `json:"message"`
	Username string      `json:"username"`
	Datetime json.Number `json:"datetime"`
}

func (d *dumb) item(p place) Item {
	e, err := d.message(p)
	if err == nil {
		err = d.tidy(e)
	}
	if err != nil {
		return Item{Dropped: err, Read: d.read}
	}
	d.then = e.Time
	return Item{Event: e, Read: d.read}
}

// message reads one. Who wrote it is known by the name alone. One without a
// usable time was said when the one before was.
func (d *dumb) message(p place) (*room.Event, error) {
	if p.size > valueMost {
		return nil, fmt.Errorf("it has %d bytes", p.size)
	}
	b := make([]byte, p.size)
	if _, err := d.dat.ReadAt(b, int64(p.at)); err != nil {
		return nil, fmt.Errorf("its value is not there: %w", err)
	}
	var v value
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("its value is none of the original's: %w", err)
	}
	name := html.UnescapeString(v.Username)
	return &room.Event{
		Seq: room.Seq(p.key + 1), Time: d.time(v.Datetime), Kind: room.Said,
		Owner: stranger(name), Name: name, Via: room.Web, Text: html.UnescapeString(v.Message),
	}, nil
}

func (d *dumb) time(n json.Number) time.Time {
	seconds, err := n.Float64()
	if err != nil || !(seconds > 0 && seconds < math.MaxInt32*1000.0) {
		return d.then
	}
	t := time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	if t.After(d.now) {
		return d.then
	}
	return t
}
