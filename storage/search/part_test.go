package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/query"
	"talktalktalk/storage/search"
)

// apart are the numbers of documents in five parts, at their ends and within them.
func apart() (seqs []room.Seq) {
	const size = room.Seq(search.PartSize)
	seqs = []room.Seq{1, 2, size / 2}
	for part := range room.Seq(5) {
		at := (part + 1) * size
		seqs = append(seqs, at-2, at-1, at, at+1, at+size/2)
	}
	return seqs
}

// putApart puts those documents in, in as many transactions; each has the word all.
func putApart(t *testing.T, x *search.Index, seqs []room.Seq) {
	t.Helper()
	span := room.Span{After: seqs[len(seqs)-1], To: seqs[len(seqs)-1]}
	for some := range slices.Chunk(backward(seqs), 3) {
		var documents []room.Document
		for _, seq := range backward(some) {
			documents = append(documents, document(seq))
		}
		span.After = some[len(some)-1] - 1
		if err := x.Take(t.Context(), span, documents); err != nil {
			t.Fatal(err)
		}
	}
}

func document(seq room.Seq) room.Document {
	return room.Document{Seq: seq, Time: time.UnixMilli(int64(seq)), Name: "sam", Text: fmt.Sprintf("all of it number%d", seq)}
}

func backward(seqs []room.Seq) []room.Seq {
	seqs = slices.Clone(seqs)
	slices.Reverse(seqs)
	return seqs
}

// newestIn are the newest n of rising numbers that are in a span, newest first.
func newestIn(seqs []room.Seq, in room.Span, n int) (found []room.Seq) {
	for _, seq := range slices.Backward(seqs) {
		if in.Has(seq) && len(found) < n {
			found = append(found, seq)
		}
	}
	return found
}

// TestParts: what is in several parts is found newest first, across their ends, as much
// as is wanted; and what is taken out is not.
func TestParts(t *testing.T) {
	t.Parallel()
	x := search.Open(t.TempDir(), search.Options{Epoch: "e"})
	defer x.Close()
	seqs := apart()
	putApart(t, x, seqs)
	check := func(after string) {
		t.Helper()
		for range 300 {
			in := room.Span{After: pick(seqs), To: pick(seqs)}
			if rand.IntN(3) == 0 {
				in = room.Span{To: room.MaxSeq}
			}
			n := 1 + rand.IntN(len(seqs)+2)
			for _, words := range []string{"all", `"of it"`, "after:1970-01-01"} {
				if got, want := find(t, x, words, in, n), newestIn(seqs, in, n); !slices.Equal(got, want) {
					t.Fatalf("%s: Find(%s, %v, %d) = %v, want %v", after, words, in, n, got, want)
				}
			}
		}
		for _, seq := range seqs {
			if got := find(t, x, fmt.Sprint("number", seq), room.Span{To: room.MaxSeq}, 9); !slices.Equal(got, []room.Seq{seq}) {
				t.Fatalf("%s: number %d is found as %v", after, seq, got)
			}
		}
	}
	check("put in")
	last := seqs[len(seqs)-1]
	for len(seqs) > 9 {
		gone := pick(seqs[1 : len(seqs)-1])
		seqs = slices.DeleteFunc(seqs, func(seq room.Seq) bool { return seq == gone })
		if err := x.Take(t.Context(), room.Span{To: last}, []room.Document{{Seq: gone}}); err != nil {
			t.Fatal(err)
		}
	}
	check("taken out")
	low := seqs[4]
	if err := x.Take(t.Context(), room.Span{After: low - 1, To: last}, nil); err != nil {
		t.Fatal(err)
	}
	seqs = seqs[4:]
	check("trimmed")
}

func pick(seqs []room.Seq) room.Seq { return seqs[rand.IntN(len(seqs))] }

func find(t *testing.T, x *search.Index, words string, in room.Span, n int) []room.Seq {
	t.Helper()
	q, err := query.Parse(words, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	found, err := x.Find(t.Context(), q, in, n)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestSettled: the parts that are full end as one segment each, and have what they had.
func TestSettled(t *testing.T) {
	t.Parallel()
	x := search.Open(t.TempDir(), search.Options{Epoch: "e"})
	defer x.Close()
	seqs := apart()
	putApart(t, x, seqs)
	if err := x.Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
	for part := range 5 {
		if n, err := x.Segments(t.Context(), part); n != 1 || err != nil {
			t.Errorf("part %d has %d segments, %v", part, n, err)
		}
	}
	everywhere := room.Span{To: room.MaxSeq}
	if got := find(t, x, "all", everywhere, 99); !slices.Equal(got, backward(seqs)) {
		t.Errorf("found are %v, want %v", got, backward(seqs))
	}
}
