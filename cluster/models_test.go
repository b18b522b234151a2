package cluster

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// A copyModel is what storage keeps, in maps.
type copyModel struct {
	records  map[room.Seq]room.Record
	byKey    map[string]room.Seq
	keyOf    map[room.Seq]string
	versions map[room.Seq]replica.Version
	changes  map[room.Seq]room.Seq
	marks    map[replica.Mark]bool

	rules  *rules
	joined assembler
	read   room.Seq // how far
	whole  room.Seq // how far it must read before it has all that it missed
}

func newCopyModel() *copyModel {
	m := &copyModel{
		records: map[room.Seq]room.Record{}, byKey: map[string]room.Seq{}, keyOf: map[room.Seq]string{},
		versions: map[room.Seq]replica.Version{}, changes: map[room.Seq]room.Seq{}, marks: map[replica.Mark]bool{},
	}
	m.rules = &rules{copy: m}
	return m
}

func (m *copyModel) keyed(key string) (room.Seq, time.Time, bool, error) {
	r, ok := m.records[m.byKey[key]]
	return r.Seq, r.Time, ok, nil
}

func (m *copyModel) version(of room.Seq) (replica.Version, bool, error) {
	_, there := m.records[of]
	if v, ok := m.versions[of]; ok {
		return v, there, nil
	}
	return replica.Version{Form: replica.Form{From: of, To: of}}, there, nil
}

func (m *copyModel) key(key string, seq room.Seq) {
	if key != "" {
		m.byKey[key], m.keyOf[seq] = seq, key
	}
}

func (m *copyModel) apply(s replica.Step) {
	if s.Record != nil {
		m.records[s.Record.Seq] = *s.Record
		m.key(s.Key, s.Record.Seq)
		if s.Form != nil {
			m.versions[s.Record.Seq] = replica.Version{Form: *s.Form}
		}
	}
	for _, d := range s.Mends {
		r, there := m.records[d.Of]
		if !there {
			r = room.Record{Seq: d.Of, Time: d.Missing.Time}
			m.key(d.Missing.Key, d.Of)
			m.lift(d.Of, r.Time)
		}
		r.Body = d.Body
		m.records[d.Of], m.versions[d.Of] = r, d.Version
	}
	if s.Tells {
		m.changes[s.Mends[0].Of] = s.Record.Seq
	}
	for _, mark := range s.Marks {
		m.marks[mark] = true
	}
	if s.Trim > 0 {
		below := func(seq room.Seq) bool { return seq < s.Trim }
		maps.DeleteFunc(m.records, func(seq room.Seq, _ room.Record) bool { return below(seq) })
		maps.DeleteFunc(m.keyOf, func(seq room.Seq, _ string) bool { return below(seq) })
		maps.DeleteFunc(m.versions, func(seq room.Seq, _ replica.Version) bool { return below(seq) })
		maps.DeleteFunc(m.changes, func(seq, _ room.Seq) bool { return below(seq) })
		m.lift(s.Trim-1, s.Least)
	}
}

// lift sees to it that no record behind after is from before t.
func (m *copyModel) lift(after room.Seq, t time.Time) {
	for seq, later := range m.records {
		if seq > after && later.Time.Before(t) {
			later.Time = t
			m.records[seq] = later
		}
	}
}

// A streamModel is a stream, with messages that are gone.
type streamModel struct {
	messages map[room.Seq][]byte
	times    map[room.Seq]time.Time
	over     map[string]room.Seq // keys of what was trimmed, and what was, then: until that is read they are known
	last     room.Seq
}

// follow takes up to n messages into m.
func (s *streamModel) follow(t *testing.T, m *copyModel, n int) {
	for ; n > 0 && m.read < s.last; n-- {
		m.read++
		b, there := s.messages[m.read]
		if !there {
			m.whole = s.last
			continue
		}
		e := m.joined.take(m.read, s.times[m.read], b)
		if e == nil {
			continue
		}
		if e.Kind == kindTrim || rand.IntN(4) == 0 {
			m.rules.settle()
		}
		step, _, err := m.rules.decide(*e)
		if err != nil {
			t.Fatal(err)
		}
		m.apply(step)
		if e.Kind == kindTrim {
			m.rules.settle()
		}
	}
}

// erase does what m has marked, as far as it comes.
func (s *streamModel) erase(m *copyModel) {
	marks := slices.SortedFunc(maps.Keys(m.marks), func(a, b replica.Mark) int { return bytes.Compare([]byte{a.What}, []byte{b.What}) })
	for _, mark := range marks[:rand.IntN(len(marks)+1)] {
		from := mark.From
		if mark.What == replica.MarkTrimmed {
			maps.DeleteFunc(s.messages, func(seq room.Seq, _ []byte) bool { return seq < mark.From })
			from = mark.To + 1
		}
		for seq := from; seq <= mark.To; seq++ {
			delete(s.messages, seq)
		}
		delete(m.marks, mark)
	}
}

// send puts an entry at the end, cut in two or not.
func (s *streamModel) send(e entry) {
	b := e.encode()
	parts := [][]byte{b}
	if cut := rand.IntN(4 * len(b)); cut > 0 && cut < len(b) {
		parts = [][]byte{part(kindPart, b[:cut]), part(kindRest, b[cut:])}
	}
	for _, p := range parts {
		s.last++
		s.messages[s.last] = p
		s.times[s.last] = time.UnixMilli(1e12 + int64(s.last) + rand.Int64N(20)) // not always forward
	}
}

// propose makes an entry of what m knows, or of what it knew.
func (s *streamModel) propose(m *copyModel) {
	key := fmt.Sprint("key", rand.IntN(int(s.last)/2+10))
	for trimmed := range s.over {
		if rand.IntN(4) == 0 {
			key = trimmed
		}
		break
	}
	if s.over[key] > m.rules.lowest {
		return
	}
	some := slices.Sorted(maps.Keys(m.records))
	body := fmt.Appendf(nil, "text %d of %s", s.last, key)
	mended := func() mend {
		of := some[len(some)-1-rand.IntN(min(len(some), 30))]
		v, _, _ := m.version(of)
		return mend{Of: of, Version: v.By, Time: m.records[of].Time.UnixMilli(), Key: m.keyOf[of]}
	}
	switch kind := rand.IntN(40); {
	case kind < 20 || len(some) == 0:
		s.send(entry{Kind: kindRecord, Key: key, Lowest: m.rules.lowest, Body: body})
	case kind < 22:
		if i := rand.IntN(len(some)); i > 0 {
			for _, seq := range some[:i] {
				s.over[m.keyOf[seq]] = some[i]
			}
			s.send(entry{Kind: kindTrim, Trim: some[i], Last: some[i-1], Time: m.records[some[i-1]].Time.UnixMilli()})
		}
	case kind < 36:
		s.send(entry{Kind: kindDraft, Body: body})
		s.send(entry{Kind: kindAmend, Key: key, Lowest: m.rules.lowest, Drafted: true, Mends: []mend{mended()}, Body: []byte("about")})
	default:
		a, b := mended(), mended()
		a.Body, b.Body = []byte("gone"), []byte("gone as well")
		if a.Of == b.Of {
			return
		}
		s.send(entry{Kind: kindErase, Mends: []mend{a, b}})
	}
}
