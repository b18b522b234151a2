package roomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

func testAppend(t *testing.T, place Place) {
	log := open(t, place)
	begin := time.Now().Truncate(time.Millisecond)
	want := addMany(t, log, 20)
	for i, r := range want {
		if r.Time.Location() != time.UTC || r.Time.Nanosecond()%1e6 != 0 {
			t.Errorf("Append() at %v, want UTC and whole milliseconds", r.Time)
		}
		if r.Time.Before(begin) || time.Now().Before(r.Time) {
			t.Errorf("Append() at %v, want now", r.Time)
		}
		if i > 0 && (r.Seq <= want[i-1].Seq || r.Time.Before(want[i-1].Time)) {
			t.Errorf("Append() = %d at %v, after %d at %v", r.Seq, r.Time, want[i-1].Seq, want[i-1].Time)
		}
	}
	if want[0].Seq == 0 {
		t.Error("Append() = 0, which is before everything")
	}
	check(t, "After(0)", everything(t, log), want)

	log = reopen(t, log, place)
	check(t, "After(0) of the log opened again", everything(t, log), want)
	want = append(want, addMany(t, log, 1)...)
	if last := want[19:]; last[1].Seq <= last[0].Seq || last[1].Time.Before(last[0].Time) {
		t.Errorf("Append() to the log opened again = %v, after %v", last[1], last[0])
	}
	check(t, "After(0) with one more", everything(t, log), want)
}

func testAppendOwnsNothing(t *testing.T, place Place) {
	log := open(t, place)
	body := []byte("as it was")
	seq, at, err := log.Append(t.Context(), "", body)
	if err != nil {
		t.Fatal(err)
	}
	copy(body, "XXXXXXXXX")
	want := []room.Record{{Seq: seq, Time: at, Body: []byte("as it was")}}
	check(t, "Follow(0)", follow(t, log, 0, 1), want)
	check(t, "After(0)", everything(t, log), want)
}

func testAppendSizes(t *testing.T, place Place) {
	log := open(t, place)
	var want []room.Record
	for _, size := range []int{0, 1, 4000, 16_000, 2 << 20, 0, 5 << 20, 5} {
		want = append(want, add(t, log, "", strings.Repeat("x", size)))
	}
	check(t, "Follow(0)", follow(t, log, 0, len(want)), want)
	check(t, "After(0)", everything(t, log), want)
	log = reopen(t, log, place)
	check(t, "After(0) of the log opened again", everything(t, log), want)
}

// testSubmit hands over many records before it asks for their outcomes: they
// stand in the order of the calls.
func testSubmit(t *testing.T, place Place) {
	log := open(t, place)
	const n = 600
	submit := func(key, body string) room.Outcome {
		outcome, err := log.Submit(t.Context(), key, []byte(body))
		if err != nil {
			t.Fatalf("Submit(%q) = %v", key, err)
		}
		return outcome
	}
	var outcomes []room.Outcome
	for i := range n {
		outcomes = append(outcomes, submit(fmt.Sprint("key", i), fmt.Sprint("body ", i)))
	}
	same := submit("key599", "again")
	want := make([]room.Record, n)
	for i, outcome := range slices.Backward(outcomes) {
		seq, at, err := outcome(t.Context())
		if err != nil {
			t.Fatalf("outcome of record %d = %v", i, err)
		}
		want[i] = room.Record{Seq: seq, Time: at, Body: []byte(fmt.Sprint("body ", i))}
	}
	if seq, _, err := same(t.Context()); seq != want[n-1].Seq || err != nil {
		t.Errorf("outcome of the same key = %d, %v, want %d", seq, err, want[n-1].Seq)
	}
	check(t, "After(0)", everything(t, log), want)

	ctx, cancel := context.WithCancel(t.Context())
	given := submit("given up", "stored in any case")
	cancel()
	if seq, _, err := given(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("outcome with a canceled context = %d, %v", seq, err)
	}
	add(t, log, "given up", "again")
	if got := everything(t, log); len(got) != n+1 || string(got[n].Body) != "stored in any case" {
		t.Errorf("the last of %s, want what was submitted", list(got[max(0, len(got)-1):]))
	}
}

// testWriters lets several write while others read, each at its own pace.
func testWriters(t *testing.T, place Place) {
	log := open(t, place)
	const writers, each = 8, 40
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for i := range each {
				seq, at, err := log.Append(t.Context(), fmt.Sprintf("%d/%d", w, i), []byte(fmt.Sprintf("%d/%d", w, i)))
				if err != nil {
					t.Error(err)
					return
				}
				got, err := log.After(t.Context(), seq-1, 1)
				if err != nil || len(got) != 1 || got[0].Seq != seq || !got[0].Time.Equal(at) {
					t.Errorf("After(%d, 1) = %s, %v, once Append returned %d", seq-1, list(got), err, seq)
				}
			}
		})
	}
	seen := make([][]room.Record, 4)
	for i := range seen {
		work.Go(func() { seen[i] = follow(t, log, 0, writers*each) })
	}
	work.Wait()

	all := everything(t, log)
	checkOrder(t, all, writers, each)
	for _, s := range seen {
		check(t, "Follow(0) beside the writers", s, all)
	}
}

// checkOrder checks that numbers and times rise and that of each writer's bodies
// "writer/number" there is each once, in order.
func checkOrder(t *testing.T, records []room.Record, writers, each int) {
	t.Helper()
	next := make([]int, writers)
	for i, r := range records {
		if i > 0 && (r.Seq <= records[i-1].Seq || r.Time.Before(records[i-1].Time)) {
			t.Errorf("record %d at %v after %d at %v", r.Seq, r.Time, records[i-1].Seq, records[i-1].Time)
		}
		var w, n int
		if _, err := fmt.Sscanf(string(r.Body), "%d/%d", &w, &n); err != nil {
			t.Fatalf("record %d holds %q", r.Seq, r.Body)
		}
		if n != next[w] {
			t.Errorf("record %d is number %d of writer %d, want %d", r.Seq, n, w, next[w])
		}
		next[w] = n + 1
	}
	for w, n := range next {
		if n != each {
			t.Errorf("%d records of writer %d, want %d", n, w, each)
		}
	}
}
