package cluster

import (
	"encoding/binary"
	"errors"
	"fmt"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// format is the first byte of every message of the stream.
const format = 1

// A kind is the second one.
type kind byte

// The kinds. What they mean does not change; what is of another kind is passed over.
const (
	kindRecord  kind = 'r' // a record
	kindDraft   kind = 'd' // a message's new body, without effect by itself: the amend behind it has one
	kindAmend   kind = 'a' // a record that tells of an amendment, and what is amended
	kindErase   kind = 'e' // bodies without text for many records
	kindTrim    kind = 't' // the records below a number go
	kindPart    kind = 'p' // a part of an entry that is too long for one message
	kindRest    kind = 'z' // the last part
	kindGap     kind = 'g' // means nothing: stands for a number that is no record's, and asks whether anything is stored
	kindFounded kind = 'f' // a record that was there before the stream
	kindKeys    kind = 'k' // keys of such records
	kindChanges kind = 'c' // which of them were amended
)

// An entry is what one server proposes to all. What it does is decided by the
// rules (rules.go), where it stands.
type entry struct {
	Kind    kind
	Server  uint64 // the proposer, for as long as it runs
	Attempt uint64 // of its own counting: so it knows what is answered
	Key     string
	Lowest  room.Seq // with a key: what is below was trimmed where the proposer stood, and its keys are free
	Mends   []mend
	Drafted bool     // the mend's body stands in the draft before
	Trim    room.Seq // what is below goes
	Last    room.Seq // the last record that goes
	Time    int64    // of a founded record, or of the last one that goes, in ms since 1970
	Keys    []replica.Keyed
	Changes []room.Change
	Body    []byte
}

// A mend gives the record Of another body, if Version is what it has. Time and Key are the
// record's, for those who do not find its entry any more.
type mend struct {
	Of      room.Seq
	Version room.Seq // the entry that amended it last; 0 for none
	Time    int64
	Key     string
	Body    []byte
}

// encode writes e: the numbers as uvarints, texts behind their lengths, the body to the end.
func (e *entry) encode() []byte {
	w := writer{byte(format), byte(e.Kind)}
	w.number(e.Server)
	w.number(e.Attempt)
	switch e.Kind {
	case kindRecord:
		w.text(e.Key)
		w.number(uint64(e.Lowest))
	case kindAmend, kindErase:
		w.text(e.Key)
		w.number(uint64(e.Lowest))
		w.number(uint64(len(e.Mends)))
		for _, m := range e.Mends {
			w.number(uint64(m.Of))
			w.number(uint64(m.Version))
			w.number(uint64(m.Time))
			w.text(m.Key)
			w.text(string(m.Body))
		}
		if e.Drafted {
			w.number(1)
		} else {
			w.number(0)
		}
	case kindTrim:
		w.number(uint64(e.Trim))
		w.number(uint64(e.Last))
		w.number(uint64(e.Time))
	case kindFounded:
		w.number(uint64(e.Time))
	case kindKeys:
		w.number(uint64(len(e.Keys)))
		for _, k := range e.Keys {
			w.number(uint64(k.Seq))
			w.text(k.Key)
		}
	case kindChanges:
		w.number(uint64(len(e.Changes)))
		for _, c := range e.Changes {
			w.number(uint64(c.Of))
			w.number(uint64(c.By))
		}
	}
	return append(w, e.Body...)
}

// decode is the reverse of encode. The entry shares b.
func decode(b []byte) (*entry, error) {
	if len(b) < 2 || b[0] != format {
		return nil, errors.New("no entry of this format")
	}
	r := reader{left: b[2:]}
	e := &entry{Kind: kind(b[1]), Server: r.number(), Attempt: r.number()}
	switch e.Kind {
	case kindRecord:
		e.Key, e.Lowest = r.text(), r.seq()
	case kindAmend, kindErase:
		e.Key, e.Lowest = r.text(), r.seq()
		for range r.count() {
			m := mend{Of: r.seq(), Version: r.seq(), Time: int64(r.number()), Key: r.text()}
			m.Body = []byte(r.text())
			e.Mends = append(e.Mends, m)
		}
		e.Drafted = r.number() == 1
	case kindTrim:
		e.Trim, e.Last, e.Time = r.seq(), r.seq(), int64(r.number())
	case kindFounded:
		e.Time = int64(r.number())
	case kindKeys:
		for range r.count() {
			e.Keys = append(e.Keys, replica.Keyed{Seq: r.seq(), Key: r.text()})
		}
	case kindChanges:
		for range r.count() {
			e.Changes = append(e.Changes, room.Change{Of: r.seq(), By: r.seq()})
		}
	}
	e.Body = r.left
	if r.err != nil {
		return nil, fmt.Errorf("entry of kind %q: %w", e.Kind, r.err)
	}
	if e.Kind == kindAmend && len(e.Mends) != 1 {
		return nil, fmt.Errorf("an amendment of %d records", len(e.Mends))
	}
	return e, nil
}

type writer []byte

func (w *writer) number(n uint64) { *w = binary.AppendUvarint(*w, n) }

func (w *writer) text(s string) {
	w.number(uint64(len(s)))
	*w = append(*w, s...)
}

// A reader reads what a writer wrote; after an error it gives zeros.
type reader struct {
	left []byte
	err  error
}

var errShort = errors.New("it is too short")

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.left)
	if size <= 0 {
		r.left, r.err = nil, errShort
		return 0
	}
	r.left = r.left[size:]
	return n
}

func (r *reader) seq() room.Seq { return room.Seq(r.number()) }

// count is how many follow, of which each has a byte at least.
func (r *reader) count() uint64 {
	n := r.number()
	if n > uint64(len(r.left)) {
		r.left, r.err = nil, errShort
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.left[:n])
	r.left = r.left[n:]
	return s
}
