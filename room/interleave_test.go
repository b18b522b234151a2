package room

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A pageLog is a log that can be read, and nothing else.
type pageLog struct {
	Log
	records []Record
}

func (l *pageLog) place(seq Seq) int {
	i, _ := slices.BinarySearchFunc(l.records, seq, func(r Record, seq Seq) int { return int(r.Seq) - int(seq) })
	return i
}

func (l *pageLog) After(_ context.Context, seq Seq, n int) ([]Record, error) {
	rest := l.records[l.place(seq+1):]
	return rest[:min(n, len(rest))], nil
}

func (l *pageLog) Before(_ context.Context, seq Seq, n int) ([]Record, error) {
	rest := l.records[:l.place(seq)]
	return rest[max(0, len(rest)-n):], nil
}

func (l *pageLog) add(r Record) error {
	l.records = append(l.records, r)
	return nil
}

func record(t *testing.T, seq Seq, at int, e entry) Record {
	t.Helper()
	body, err := e.encode()
	if err != nil {
		t.Fatal(err)
	}
	return Record{Seq: seq, Time: time.UnixMilli(int64(at)).UTC(), Body: body}
}

// grown makes a log as a room does, with a checkpoint every few records, several
// records at one time, and the beginning gone from trim on.
func grown(t *testing.T, rng *rand.Rand, n, trim int) *pageLog {
	t.Helper()
	l := &pageLog{}
	s, applied := &state{}, 0
	at := 1000
	for seq := Seq(1); len(l.records) < n; seq += 1 + Seq(rng.IntN(2)) {
		at += rng.IntN(3)
		e := entry{Kind: kindSaid, Owner: fmt.Sprint("p", rng.IntN(5)), Name: "n", Text: fmt.Sprint("said as ", seq)}
		switch {
		case seq == 1:
			e = entry{Kind: kindFounded, Key: []byte("key")}
		case len(l.records)%40 == 39:
			e = entry{Kind: kindCheckpoint, State: s.clone()}
		case rng.IntN(10) == 0:
			e = entry{Kind: kindEdited, Of: l.records[rng.IntN(len(l.records))].Seq}
		}
		rec := record(t, seq, at, e)
		l.records = append(l.records, rec)
		if rng.IntN(4) > 0 { // else the checkpoint lags behind
			for ; applied < len(l.records); applied++ {
				s.apply(l.records[applied])
			}
		}
	}
	l.records = l.records[trim:]
	return l
}

// messagesOf are those in a log, by number.
func messagesOf(l *pageLog) (events []*Event) {
	for _, rec := range l.records {
		if e := said(rec, decode(rec.Body)); e != nil {
			events = append(events, e)
		}
	}
	return events
}

func sequence(events []*Event) iter.Seq2[Incoming, error] {
	return func(yield func(Incoming, error) bool) {
		for _, e := range events {
			if !yield(Incoming{e, e.Time}, nil) {
				return
			}
		}
	}
}

// elsewhere makes messages to import.
func elsewhere(rng *rand.Rand, n int) (imported []*Event) {
	for i := range n {
		imported = append(imported, &Event{
			Kind: Said, Seq: Seq(1 + i), Time: time.UnixMilli(int64(500 + rng.IntN(2000))).UTC(),
			Owner: fmt.Sprint("i", rng.IntN(5)), Name: "x", Via: Web, Text: fmt.Sprint("imported as ", i),
		})
	}
	slices.SortStableFunc(imported, func(a, b *Event) int { return a.Time.Compare(b.Time) })
	return imported
}

func merge(t *testing.T, l *pageLog, imported []*Event) (*pageLog, *Interleaved) {
	t.Helper()
	out := &pageLog{}
	m, err := Interleave(t.Context(), l, sequence(imported), out.add)
	if err != nil {
		t.Fatal(err)
	}
	return out, m
}

// TestInterleave merges at random: every message of both is there, once, by time;
// what refers to a record of the log refers to it still; and every count is right.
func TestInterleave(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		l := grown(t, rng, 1+rng.IntN(300), 0)
		if rng.IntN(2) == 0 && len(l.records) > 150 {
			l.records = l.records[rng.IntN(60):]
		}
		imported := elsewhere(rng, rng.IntN(300))
		out, m := merge(t, l, imported)
		if m.Added != uint64(len(imported)) || len(messagesOf(out)) != len(messagesOf(l))+len(imported) {
			t.Fatalf("seed %d: %d added, want %d", seed, m.Added, len(imported))
		}
		checkOrder(t, seed, out)
		checkReferences(t, seed, l, out, m)
		checkCounts(t, seed, rng, l, out)
	}
}

func checkOrder(t *testing.T, seed uint64, out *pageLog) {
	t.Helper()
	for i := 1; i < len(out.records); i++ {
		a, b := out.records[i-1], out.records[i]
		if a.Seq >= b.Seq || a.Time.After(b.Time) {
			t.Fatalf("seed %d: %d of %v before %d of %v", seed, a.Seq, a.Time, b.Seq, b.Time)
		}
	}
}

// checkReferences checks that each record of l is in out under its new number.
func checkReferences(t *testing.T, seed uint64, l, out *pageLog, m *Interleaved) {
	t.Helper()
	for _, rec := range l.records {
		page, _ := out.After(t.Context(), m.Move(rec.Seq)-1, 1)
		if len(page) == 0 || page[0].Seq != m.Move(rec.Seq) || !page[0].Time.Equal(rec.Time) {
			t.Fatalf("seed %d: record %d is not at %d", seed, rec.Seq, m.Move(rec.Seq))
		}
		was, is := decode(rec.Body), decode(page[0].Body)
		if is.Kind != was.Kind || is.Text != was.Text || is.Of != m.Move(was.Of) {
			t.Fatalf("seed %d: record %d was %+v, is %+v", seed, rec.Seq, was, is)
		}
		if was.State != nil && (is.State.At != m.Move(was.State.At) || is.State.Head != m.Move(was.State.Head)) {
			t.Fatalf("seed %d: checkpoint %d was true of %d, is of %d", seed, rec.Seq, was.State.At, is.State.At)
		}
	}
}

// checkCounts checks counts all over out against counting.
func checkCounts(t *testing.T, seed uint64, rng *rand.Rand, l, out *pageLog) {
	t.Helper()
	h, err := ReadHistory(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	count := h.trimmed
	for _, rec := range out.records {
		if said(rec, decode(rec.Body)) != nil {
			count++
		}
		if rng.IntN(6) > 0 {
			continue // each reads many pages
		}
		if got, err := countTo(t.Context(), out, rec.Seq); got != count || err != nil {
			t.Fatalf("seed %d: %d messages up to %d, %v, want %d", seed, got, rec.Seq, err, count)
		}
	}
	s, tail, err := newest(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range tail {
		s.apply(rec)
	}
	if events := messagesOf(out); s.Count != count || len(events) > 0 && s.Head != events[len(events)-1].Seq {
		t.Fatalf("seed %d: the state has %d messages up to %d, want %d", seed, s.Count, s.Head, count)
	}
	if string(s.Key) != string(h.state.Key) {
		t.Fatalf("seed %d: the room's key is %q", seed, s.Key)
	}
}

// TestInterleaveIntoEmpty: what comes into an empty log keeps its numbers, be they
// those of a log with checkpoints or without.
func TestInterleaveIntoEmpty(t *testing.T) {
	const many = 3*checkpointEvery + 5
	for name, number := range map[string]func(i int) Seq{
		"as an export": func(i int) Seq { return Seq(2 + i + i/checkpointEvery) },
		"with gaps":    func(i int) Seq { return Seq(100 + 3*i) },
		"without gaps": func(i int) Seq { return Seq(1 + i) },
	} {
		var imported []*Event
		for i := range many {
			imported = append(imported, &Event{Kind: Said, Seq: number(i), Time: time.UnixMilli(int64(i)).UTC(), Owner: "i1", Name: "x", Text: "t"})
		}
		out, _ := merge(t, &pageLog{}, imported)
		got := messagesOf(out)
		for i, e := range imported {
			if len(got) != many || got[i].Seq != e.Seq {
				t.Fatalf("%s: %d messages, number %d is %d now", name, len(got), e.Seq, got[min(i, len(got)-1)].Seq)
			}
		}
		tallies := 0
		for _, rec := range out.records {
			if _, ok := decode(rec.Body).tallied(); ok {
				tallies++
			}
		}
		if want := 4; name != "without gaps" && tallies != want {
			t.Errorf("%s: %d counts, want %d", name, tallies, want)
		}
	}
}

// TestInterleaveTrimmed: what a log had once comes back under its number.
func TestInterleaveTrimmed(t *testing.T) {
	l := grown(t, rand.New(rand.NewPCG(1, 1)), 300, 0)
	all := messagesOf(l)
	l.records = l.records[200:]
	gone := all[:len(all)-len(messagesOf(l))]
	out, m := merge(t, l, gone)
	got := messagesOf(out)
	if m.Added == 0 || len(got) != len(all) {
		t.Fatalf("%d messages, %d of them added, want %d", len(got), m.Added, len(all))
	}
	for i, e := range all {
		if got[i].Seq != e.Seq || got[i].Text != e.Text {
			t.Errorf("message %d is number %d, was %d", i, got[i].Seq, e.Seq)
		}
	}
}

// TestInterleaveUnordered: imported messages must come by time.
func TestInterleaveUnordered(t *testing.T) {
	late, early := &Event{Kind: Said, Time: time.UnixMilli(2)}, &Event{Kind: Said, Time: time.UnixMilli(1)}
	if _, err := Interleave(t.Context(), &pageLog{}, sequence([]*Event{late, early}), new(pageLog).add); err == nil {
		t.Error("no error")
	}
}
