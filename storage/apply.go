package storage

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// Apply stores what entries of a shared log do to this copy of it, and the position
// behind them, all in one synced batch; a step that trims is alone in it. Readers find new records when show is true;
// until then they stay where they were. It is not for a log that is appended to.
func (l *Log) Apply(ctx context.Context, steps []replica.Step, at replica.Position, show bool) error {
	err := l.using(ctx, func(db *pebble.DB) error {
		if err := l.health.err(); err != nil {
			return err
		}
		l.amending.Lock()
		defer l.amending.Unlock()
		a := application{log: l, batch: db.NewBatch(), tail: l.tail}
		for _, s := range steps {
			if err := a.take(s); err != nil {
				return err
			}
		}
		if err := a.write(at); err != nil {
			return err
		}
		l.showApplied(&a, show)
		return nil
	})
	if err != nil {
		return fmt.Errorf("apply up to %d: %w", at.Seq, err)
	}
	return nil
}

// An application is a batch of steps under way.
type application struct {
	log   *Log
	batch *pebble.Batch
	tail  place
	added []room.Record
	back  map[room.Seq]room.Record // brought back
	mends []mending                // of what is in the database
	trim  room.Seq
}

// take puts one step into the batch. Records wait for write: a later step may
// mend one of them, and then the text from before is never written.
func (a *application) take(s replica.Step) error {
	if s.Record != nil {
		a.added = append(a.added, *s.Record)
		a.tail = place{s.Record.Seq, s.Record.Time}
		a.key(s.Key, s.Record.Seq)
		if s.Form != nil {
			a.version(s.Record.Seq, replica.Version{Form: *s.Form})
		}
	}
	for _, m := range s.Mends {
		if err := a.mend(m); err != nil {
			return err
		}
	}
	if s.Tells {
		setChange(a.batch, s.Mends[0].Of, s.Record.Seq)
	}
	for _, k := range s.Keys {
		a.key(k.Key, k.Seq)
	}
	for _, c := range s.Changes {
		setChange(a.batch, c.Of, c.By)
	}
	for _, m := range s.Marks {
		_ = a.batch.Set(markKey(m), nil, nil)
	}
	if s.Trim > 0 {
		a.trim = s.Trim
		setTrim(a.batch, s.Trim)
	}
	return nil
}

// key notes a record's key, both ways: whoever amends the record tells it to
// those who will not find its entry.
func (a *application) key(key string, seq room.Seq) {
	if key == "" {
		return
	}
	setKey(a.batch, key, seq)
	_ = a.batch.Set(seqKey(prefixReverse, seq), []byte(key), nil)
}

func (a *application) version(of room.Seq, v replica.Version) {
	_ = a.batch.Set(seqKey(prefixVersion, of), encodeVersion(v), nil)
}

func (a *application) mend(m replica.Mend) error {
	a.version(m.Of, m.Version)
	if i := a.find(m.Of); i >= 0 {
		a.added[i].Body = m.Body
		return nil
	}
	if r, brought := a.back[m.Of]; brought {
		r.Body = m.Body
		a.back[m.Of] = r
		return nil
	}
	was, err := a.log.stored(m.Of)
	if err != nil {
		return err
	}
	if was.Seq == 0 {
		if m.Missing == nil {
			return fmt.Errorf("mend %d: there is no such record", m.Of)
		}
		return a.restore(m)
	}
	if bytes.Equal(was.Body, m.Body) {
		return nil
	}
	md := mending{was, m.Body}
	setMended(a.batch, md, m.Version.By)
	a.log.veil.draw(was)
	a.mends = append(a.mends, md)
	return nil
}

// find is the place of a record among those that are added, or -1.
func (a *application) find(seq room.Seq) int {
	return slices.IndexFunc(a.added, func(r room.Record) bool { return r.Seq == seq })
}

// restore brings a record back whose entry is gone. Records behind it are not from
// before it.
func (a *application) restore(m replica.Mend) error {
	if a.back == nil {
		a.back = map[room.Seq]room.Record{}
	}
	a.back[m.Of] = room.Record{Seq: m.Of, Time: m.Missing.Time, Body: m.Body}
	a.key(m.Missing.Key, m.Of)
	early := func(r room.Record) bool { return r.Time.Before(m.Missing.Time) }
	for from := m.Of + 1; ; {
		page, err := read(a.log.db, span{from: from, to: room.MaxSeq, records: 1})
		if err != nil || len(page) == 1 && !early(page[0]) {
			return err
		}
		if len(page) == 0 {
			break
		}
		page[0].Time = m.Missing.Time
		setRecord(a.batch, page[0])
		from = page[0].Seq + 1
	}
	for i, r := range a.added {
		if r.Seq > m.Of && early(r) {
			a.added[i].Time = m.Missing.Time
		}
	}
	for seq, r := range a.back {
		if seq > m.Of && early(r) {
			r.Time = m.Missing.Time
			a.back[seq] = r
		}
	}
	if m.Of > a.tail.seq {
		a.tail = place{m.Of, m.Missing.Time}
	} else if a.tail.time.Before(m.Missing.Time) {
		a.tail.time = m.Missing.Time
	}
	return nil
}

// write stores the batch, and waits for the disk.
func (a *application) write(at replica.Position) error {
	for _, r := range a.back {
		setRecord(a.batch, r)
	}
	for _, r := range a.added {
		setRecord(a.batch, r)
	}
	_ = a.batch.Set(keyPosition, encodePosition(at), nil)
	err := a.log.apply(a.batch)
	if err != nil {
		return err
	}
	a.log.tail = a.tail
	return nil
}

// showApplied puts where readers see it what is stored.
func (l *Log) showApplied(a *application, show bool) {
	for _, m := range a.mends {
		l.veil.lift(m.was.Seq)
		l.newest.amend(m.now())
	}
	if len(a.mends) > 0 {
		l.wakeScrub()
	}
	if a.trim > 0 {
		l.newest.trim(a.trim)
		l.wakeSweep()
	}
	switch {
	case !show:
		l.hidden = l.hidden || l.tail.seq > l.newest.head()
	case l.hidden:
		l.hidden = false
		l.newest.skip(l.tail.seq)
	case len(a.added) > 0:
		l.newest.push(a.added)
	}
}

// stored is a record as it is on the disk, whether readers see it or not; with the
// number 0 if there is none.
func (l *Log) stored(seq room.Seq) (room.Record, error) {
	value, err := get(l.db, messageKey(seq))
	if value == nil || err != nil {
		return room.Record{}, err
	}
	t, body, err := parseTimed(value)
	return room.Record{Seq: seq, Time: t, Body: body}, err
}
