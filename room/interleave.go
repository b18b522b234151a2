package room

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"time"
)

// Interleave writes what log has, and with it messages from elsewhere, as the records
// of another log: each of these before the first record that is later than its
// place, which is its time where times rise. Places do.
//
// An imported message keeps its number where log has no messages, or had one of
// that number once, and numbers still rise; otherwise it gets the next one. Records
// of log keep theirs unless what was put before them needs it.
func Interleave(ctx context.Context, log Log, imported iter.Seq2[Incoming, error], add func(Record) error) (*Interleaved, error) {
	h, err := ReadHistory(ctx, log)
	if err != nil {
		return nil, err
	}
	next, stop := iter.Pull2(imported)
	defer stop()
	m := &interleaver{log: log, state: h.state, count: h.trimmed, trimmed: h.trimmed, fresh: h.state.Count == 0, next: next, add: add}
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	return &m.Interleaved, nil
}

// An Incoming is a message from elsewhere. Place is where it belongs among others,
// of that log or of this; its own time may be another, from a clock that was wrong.
type Incoming struct {
	Event *Event
	Place time.Time
}

// An Interleaved tells what Interleave did.
type Interleaved struct {
	Added uint64 // imported messages

	moved []moved
}

// moved tells that from a record of the log on, numbers are raised by so many,
// and how many imported messages come before it.
type moved struct {
	from     Seq
	by       Seq
	imported uint64
}

// Move is what the number of a record of the log is now; 0 if the log had none so
// low. What has no record lies between its neighbors still.
func (m *Interleaved) Move(seq Seq) Seq {
	if at := m.at(seq); at != nil {
		return seq + at.by
	}
	return 0
}

func (m *Interleaved) at(seq Seq) *moved {
	i, found := slices.BinarySearchFunc(m.moved, seq, func(at moved, seq Seq) int { return cmp.Compare(at.from, seq) })
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return &m.moved[i]
}

// An interleaver works; see Interleave.
type interleaver struct {
	Interleaved
	log     Log
	state   *state // that log adds up to
	trimmed uint64 // messages that log had once
	fresh   bool   // log has no messages
	next    func() (Incoming, error, bool)
	add     func(Record) error

	waiting Incoming // the next of the imported, with no Event after the last
	limit   Seq      // the number of the next record of log, 0 after the last
	last    Record   // written
	count   uint64   // messages so far
	head    Seq      // the newest message
	counted int      // records since count was last written
}

func (m *interleaver) run(ctx context.Context) error {
	if err := m.advance(); err != nil {
		return err
	}
	for seq := Seq(0); ; {
		page, err := m.log.After(ctx, seq, pageSize)
		if err != nil {
			return fmt.Errorf("read on from %d: %w", seq, err)
		}
		for _, rec := range page {
			m.limit = rec.Seq + m.by()
			if err := m.importUntil(rec.Time); err != nil {
				return err
			}
			if err := m.keep(rec); err != nil {
				return err
			}
			seq = rec.Seq
		}
		if len(page) == 0 {
			break
		}
	}
	m.limit = 0
	for m.waiting.Event != nil {
		if err := m.importNext(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return m.conclude()
}

// advance takes the next imported message to wait.
func (m *interleaver) advance() error {
	e, err, ok := m.next()
	switch {
	case err != nil:
		return err
	case !ok:
		e = Incoming{}
	case e.Place.Before(m.waiting.Place):
		return fmt.Errorf("a message of %v comes after one of %v", e.Place, m.waiting.Place)
	}
	m.waiting = e
	return nil
}

// importUntil writes what was said before t.
func (m *interleaver) importUntil(t time.Time) error {
	for m.waiting.Event != nil && m.waiting.Place.Before(t) {
		if err := m.importNext(); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a record of the log.
func (m *interleaver) keep(rec Record) error {
	e := decode(rec.Body)
	by := max(rec.Seq+m.by(), m.last.Seq+1) - rec.Seq
	if len(m.moved) == 0 || by != m.by() || m.moved[len(m.moved)-1].imported != m.Added {
		m.moved = append(m.moved, moved{rec.Seq, by, m.Added})
	}
	body := rec.Body
	if e.renumber(&m.Interleaved) {
		var err error
		if body, err = e.encode(); err != nil {
			return err
		}
	}
	return m.write(Record{Seq: rec.Seq + by, Time: rec.Time, Body: body}, e)
}

// by is by how much numbers of the log are raised so far.
func (m *interleaver) by() Seq {
	if len(m.moved) == 0 {
		return 0
	}
	return m.moved[len(m.moved)-1].by
}

// importNext writes the message that waits.
func (m *interleaver) importNext() error {
	e := m.waiting.Event
	if err := m.advance(); err != nil {
		return err
	}
	if err := m.tally(e); err != nil {
		return err
	}
	entry := entryOf(e)
	body, err := entry.encode()
	if err != nil {
		return err
	}
	m.Added++
	if m.fresh {
		m.state.wrote(writer{e.Owner, e.Name})
	}
	return m.write(Record{Seq: m.number(e), Time: e.Time, Body: body}, entry)
}

// number is that of an imported message.
func (m *interleaver) number(e *Event) Seq {
	if m.keepsNumber(e) {
		return e.Seq
	}
	return m.last.Seq + 1
}

func (m *interleaver) keepsNumber(e *Event) bool {
	return e.Seq > m.last.Seq && (e.Seq < m.limit || m.fresh && e.Seq <= importMost)
}

const (
	// importMost is up to which an imported message keeps its number: far above
	// there is room for many more.
	importMost = MaxSeq / 2

	// tallyAlways is after how many records a count is written although the
	// message that follows will not keep its number then. In an export of our
	// own there are gaps before, where its own log had a checkpoint.
	tallyAlways = 8 * checkpointEvery
)

// tally writes before e, now and then, how many messages there are: what the
// checkpoints are for in a log that grew by itself.
func (m *interleaver) tally(e *Event) error {
	free := !m.keepsNumber(e) || e.Seq > m.last.Seq+1 || m.counted >= tallyAlways
	if m.counted < checkpointEvery || !free {
		return nil
	}
	t := entry{Kind: kindCounted, Of: m.last.Seq, Count: m.count}
	body, err := t.encode()
	if err != nil {
		return err
	}
	return m.write(Record{Seq: m.last.Seq + 1, Time: m.last.Time, Body: body}, t)
}

func (m *interleaver) write(rec Record, e entry) error {
	if e.isMessage() {
		m.count++
		m.head = rec.Seq
	}
	m.counted++
	if e.Kind == kindCounted || e.Kind == kindCheckpoint {
		m.counted = 0
	}
	m.last = Record{Seq: rec.Seq, Time: rec.Time}
	return m.add(rec)
}

// conclude writes what it all adds up to.
func (m *interleaver) conclude() error {
	if m.last.Seq == 0 {
		return nil
	}
	renumber(reflect.ValueOf(m.state).Elem(), m.Move)
	m.state.Count, m.state.At, m.state.Head = m.count, m.last.Seq, m.head
	e := entry{Kind: kindCheckpoint, State: m.state}
	body, err := e.encode()
	if err != nil {
		return err
	}
	return m.write(Record{Seq: m.last.Seq + 1, Time: m.last.Time, Body: body}, e)
}
