package storage

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

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
	mends map[room.Seq]*applied    // of what is in the database
	times map[room.Seq]time.Time   // of what is in the database and was from too early
	trim  room.Seq
}

// An applied mending knows the entry that it is from.
type applied struct {
	mending
	by room.Seq
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
	if s.Gone > 0 {
		for _, prefix := range []byte{prefixMessage, prefixChange, prefixReverse, prefixVersion} {
			_ = a.batch.Delete(seqKey(prefix, s.Gone), nil)
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
		return a.lift(s.Trim-1, s.Least)
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
	if md, mended := a.mends[m.Of]; mended {
		md.body, md.by = m.Body, m.Version.By
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
	if !bytes.Equal(was.Body, m.Body) {
		if a.mends == nil {
			a.mends = map[room.Seq]*applied{}
		}
		a.mends[m.Of] = &applied{mending{was, m.Body}, m.Version.By}
	}
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
	a.tail.seq = max(a.tail.seq, m.Of)
	return a.lift(m.Of, m.Missing.Time)
}

// lift sees to it that no record behind seq is from before t.
func (a *application) lift(seq room.Seq, t time.Time) error {
	if a.times == nil {
		a.times = map[room.Seq]time.Time{}
	}
	for from := seq + 1; ; {
		page, err := read(a.log.db, span{from: from, to: room.MaxSeq, records: 1}, all)
		if err != nil || len(page) == 1 && !page[0].Time.Before(t) {
			return err
		}
		if len(page) == 0 {
			break
		}
		from = page[0].Seq
		a.times[from] = t
		from++
	}
	for i, r := range a.added {
		if r.Seq > seq && r.Time.Before(t) {
			a.added[i].Time = t
		}
	}
	for n, r := range a.back {
		if n > seq && r.Time.Before(t) {
			r.Time = t
			a.back[n] = r
		}
	}
	if a.tail.time.Before(t) {
		a.tail.time = t
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
	if err := a.rewrite(); err != nil {
		return err
	}
	_ = a.batch.Set(keyPosition, encodePosition(at), nil)
	if err := a.log.apply(a.batch); err != nil {
		return err
	}
	a.log.tail = a.tail
	return nil
}

// rewrite puts what changes of records that are in the database into the batch.
func (a *application) rewrite() error {
	for seq, m := range a.mends {
		a.log.veil.draw(m.was)
		if t, early := a.times[seq]; early {
			m.was.Time = t
			delete(a.times, seq)
		}
		setMended(a.batch, m.mending, m.by)
	}
	for seq, t := range a.times {
		r, err := a.log.stored(seq)
		if err != nil {
			return err
		}
		r.Time = t
		setRecord(a.batch, r)
	}
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
