package search_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage/search"
)

// TestSince: in a log whose clock goes back a month now and then, no message above
// what Since finds is older, and that is; whatever of it is indexed, and edited.
func TestSince(t *testing.T) {
	p := newPlace(t)
	if err := p.talk(1, 5000); err != nil {
		t.Fatal(err)
	}
	s := p.join(t)
	all := p.everything(t)
	check := func() {
		t.Helper()
		for range 50 {
			at := slowly(room.Seq(rand.Uint64N(uint64(p.room.Head()) + 50))).Add(time.Duration(rand.IntN(3)-1) * time.Minute)
			after, err := s.Since(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			if after > 0 && !slowly(after).Before(at) {
				t.Fatalf("Since(%v) = %d, which is of %v", at, after, slowly(after))
			}
			for _, m := range all {
				if m.seq > after && m.at.Before(at) {
					t.Fatalf("Since(%v) = %d, but %d is of %v", at, after, m.seq, m.at)
				}
			}
		}
	}
	check()
	p.indexed(t)
	check()
}

// TestYounger: of ten thousand messages that rise, the index leaves no more to read than a block.
func TestYounger(t *testing.T) {
	t.Parallel()
	x := search.Open(t.TempDir(), search.Options{Epoch: "e"})
	defer x.Close()
	var documents []room.Document
	for seq := range room.Seq(10_000) {
		documents = append(documents, document(seq+1))
	}
	if err := x.Take(t.Context(), room.Span{To: 10_000}, documents); err != nil {
		t.Fatal(err)
	}
	const block = 4096
	for _, c := range []struct {
		older int64 // than this, in ms, which are the numbers
		seq   room.Seq
		want  room.Span
	}{
		{1, 10_000, room.Span{To: 10_000}},
		{2, 10_000, room.Span{After: block - 1, To: 10_000}},
		{block, 10_000, room.Span{After: block - 1, To: 10_000}},
		{2 * block, 10_000, room.Span{After: 2*block - 1, To: 10_000}},
		{block, block - 1, room.Span{After: block - 1, To: block - 1}},
		{10_001, 10_000, room.Span{After: 3*block - 1, To: 10_000}},
		{1, 10_001, room.Span{}}, // which is not known
	} {
		if got, err := x.Younger(t.Context(), time.UnixMilli(c.older), c.seq); got != c.want || err != nil {
			t.Errorf("Younger(%d, %d) = %v, %v, want %v", c.older, c.seq, got, err, c.want)
		}
	}
}
