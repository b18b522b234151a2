package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// Amend stores body as Append does, and with it puts a.Body in the place of the
// body of a.Of. What was there leaves the files within scrubDelay and the time
// of a compaction; a crash does not undo that, and the next Open goes on with it.
func (l *Log) Amend(ctx context.Context, key string, body []byte, a room.Amendment) (room.Seq, time.Time, error) {
	outcome, err := l.submit(ctx, &attempt{key: key, body: body, amends: &a})
	if err != nil {
		return 0, time.Time{}, err
	}
	return outcome(ctx)
}

// Erase puts the bodies of many amendments in their places. It waits its turn
// among the records, whose writers wait for it in theirs: all should be few.
func (l *Log) Erase(ctx context.Context, all []room.Amendment) (int, error) {
	if len(all) == 0 {
		return 0, nil
	}
	a := &attempt{erases: all}
	outcome, err := l.submit(ctx, a)
	if err != nil {
		return 0, err
	}
	if _, _, err = outcome(ctx); err != nil {
		return 0, err
	}
	return a.n, nil
}

// Changes returns the last n amended records up to seq, oldest first.
func (l *Log) Changes(ctx context.Context, seq room.Seq, n int) (changes []room.Change, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		changes, err = readChanges(db, min(seq, room.MaxSeq), n, l.newest.head())
		return err
	})
	slices.Reverse(changes)
	return changes, err
}

// readChanges reads backward. Changes by records above head are not synced.
func readChanges(db *pebble.DB, seq room.Seq, n int, head room.Seq) (changes []room.Change, err error) {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: changeKey(0), UpperBound: changeKey(seq + 1)})
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ok := it.Last(); ok && len(changes) < n; ok = it.Prev() {
		c, err := change(it)
		if err != nil {
			return nil, fmt.Errorf("read changes: %w", err)
		}
		if c.By <= head {
			changes = append(changes, c)
		}
	}
	return changes, nil // Close has the iterator's error
}

// change decodes what it stands at.
func change(it *pebble.Iterator) (room.Change, error) {
	of, err := parseSeqKey(it.Key())
	if err != nil {
		return room.Change{}, err
	}
	value, err := it.ValueAndErr()
	if err != nil {
		return room.Change{}, err
	}
	by, err := parseSeq(value)
	return room.Change{Of: of, By: by}, err
}

// amendable returns the record that a amends, if it is as a's sender has read it.
func (l *Log) amendable(a *room.Amendment) (room.Record, error) {
	value, err := get(l.db, messageKey(a.Of))
	if err != nil {
		return room.Record{}, err
	}
	if a.Of > l.newest.head() {
		return room.Record{}, fmt.Errorf("amend %d: there is no such record", a.Of)
	}
	if value == nil { // it was trimmed
		return room.Record{}, room.ErrAmended
	}
	t, body, err := parseTimed(value)
	if err == nil && !bytes.Equal(body, a.Was) {
		err = room.ErrAmended
	}
	return room.Record{Seq: a.Of, Time: t, Body: body}, err
}

// erasable are those of all that can be done, each as a mending.
func (l *Log) erasable(all []room.Amendment) (mends []mending, err error) {
	for _, a := range all {
		was, err := l.amendable(&a)
		switch {
		case errors.Is(err, room.ErrAmended):
		case err != nil:
			return nil, err
		default:
			mends = append(mends, mending{was, a.Body})
		}
	}
	return mends, nil
}

// A mending is a record, and the body that is to be in it.
type mending struct {
	was  room.Record
	body []byte
}

func (m mending) now() room.Record {
	return room.Record{Seq: m.was.Seq, Time: m.was.Time, Body: m.body}
}

// setMended writes a record with its new body, and that the former one is to go
// from the files. by is the record that tells of it, or would be the next.
func setMended(b *pebble.Batch, m mending, by room.Seq) {
	setRecord(b, m.now())
	_ = b.Set(erasureKey(room.Change{Of: m.was.Seq, By: by}), nil, nil)
}

// setChange notes which record tells that r was amended.
func setChange(b *pebble.Batch, of, by room.Seq) {
	_ = b.Set(changeKey(of), binary.BigEndian.AppendUint64(nil, uint64(by)), nil)
}

// A veil has the records as they were before amendments that are not synced
// yet: Pebble shows those to its readers too early. The zero value is ready.
type veil struct {
	mu   sync.Mutex
	over map[room.Seq]room.Record
}

// draw hides that r is amended; it comes before the amendment is written.
func (v *veil) draw(r room.Record) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.over == nil {
		v.over = make(map[room.Seq]room.Record)
	}
	v.over[r.Seq] = r
}

// lift shows what seq has become.
func (v *veil) lift(seq room.Seq) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.over, seq)
}

// hide gives records that were read what they held before. What was read while
// it was not synced is under the veil still, or is synced by now.
func (v *veil) hide(records []room.Record) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.over) == 0 {
		return
	}
	for i, r := range records {
		if was, amended := v.over[r.Seq]; amended {
			records[i] = was
		}
	}
}
