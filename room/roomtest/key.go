package roomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"talktalktalk/room"
)

// someKeys are keys that a careless layout takes for one another.
var someKeys = []string{"p1\x00c-1", "p1\x00c-10", "p1", "p1\x00", "\x00", "\xff\xff", "p1c-1", "m\x00\x00\x00\x00\x00\x00\x00\x01", strings.Repeat("k", 500)}

func testKeyAgain(t *testing.T, place Place) {
	log := open(t, place)
	want := map[string]room.Record{}
	for _, key := range someKeys {
		if seq, _, ok, err := log.Find(t.Context(), key); ok || err != nil {
			t.Errorf("Find(%q) = %d, %v, %v before Append", key, seq, ok, err)
		}
		want[key] = add(t, log, key, "first of "+key)
	}
	again := func() {
		for key, r := range want {
			if seq, at, err := log.Append(t.Context(), key, []byte("again")); seq != r.Seq || !at.Equal(r.Time) || err != nil {
				t.Errorf("Append(%q) again = %d, %v, %v, want %d, %v", key, seq, at, err, r.Seq, r.Time)
			}
			if seq, at, ok, err := log.Find(t.Context(), key); seq != r.Seq || !at.Equal(r.Time) || !ok || err != nil {
				t.Errorf("Find(%q) = %d, %v, %v, %v, want %d, %v", key, seq, at, ok, err, r.Seq, r.Time)
			}
		}
		if n := len(everything(t, log)); n != len(want) {
			t.Errorf("%d records, want %d", n, len(want))
		}
	}
	again()
	log = reopen(t, log, place)
	again()

	if a, b := add(t, log, "", "same"), add(t, log, "", "same"); a.Seq == b.Seq {
		t.Errorf(`Append("") = %d twice`, a.Seq)
	}
	if _, _, ok, err := log.Find(t.Context(), ""); ok || err != nil {
		t.Errorf(`Find("") = %v, %v, want nothing`, ok, err)
	}
}

func testKeyAtOnce(t *testing.T, place Place) {
	log := open(t, place)
	const keys, writers = 20, 8
	var answers [keys][writers]room.Seq
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for k := range keys {
				seq, _, err := log.Append(t.Context(), fmt.Sprint("key", k), []byte(fmt.Sprint(k)))
				if err != nil {
					t.Error(err)
				}
				answers[k][w] = seq
			}
		})
	}
	work.Wait()
	for k, a := range answers {
		if slices.Min(a[:]) != slices.Max(a[:]) {
			t.Errorf("Append(key%d) at once = %v, want one answer", k, a)
		}
	}
	if n := len(everything(t, log)); n != keys {
		t.Errorf("%d records, want %d", n, keys)
	}
}

// testKeyGivenUp appends with contexts that end at any time: each key is
// stored once in the end, and nobody gets the error of another's context.
func testKeyGivenUp(t *testing.T, place Place) {
	log := open(t, place)
	const keys, writers = 20, 6
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for k := range keys {
				ctx, cancel := context.WithCancel(t.Context())
				patient := w%2 == 0
				if !patient {
					go cancel()
				}
				_, _, err := log.Append(ctx, fmt.Sprint("key", k), nil)
				if err != nil && (patient || !errors.Is(err, context.Canceled)) {
					t.Errorf("Append(key%d) = %v", k, err)
				}
				cancel()
			}
		})
	}
	work.Wait()
	if n := len(everything(t, log)); n != keys {
		t.Errorf("%d records, want %d", n, keys)
	}
}
