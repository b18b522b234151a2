package roomtest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

// A Log is a log that can be closed and opened again.
type Log interface {
	room.Log
	Memory() room.Memory
	Close() error
}

// A Place is where one log is kept. It is called to make the log, and again,
// after Close, to open what was stored.
type Place func(t *testing.T) Log

// TestLog tests what room.Log says, on logs in places that newPlace makes.
func TestLog(t *testing.T, newPlace func(t *testing.T) Place) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, place Place)
	}{
		{"Append", testAppend},
		{"AppendOwnsNothing", testAppendOwnsNothing},
		{"AppendSizes", testAppendSizes},
		{"Submit", testSubmit},
		{"KeyAgain", testKeyAgain},
		{"KeyAtOnce", testKeyAtOnce},
		{"KeyGivenUp", testKeyGivenUp},
		{"Writers", testWriters},
		{"Pages", testPages},
		{"Follow", testFollow},
		{"FollowEnds", testFollowEnds},
		{"Amend", testAmend},
		{"AmendTooLate", testAmendTooLate},
		{"AmendAtOnce", testAmendAtOnce},
		{"Epoch", testEpoch},
		{"Canceled", testCanceled},
		{"Closed", testClosed},
		{"CloseUnderLoad", testCloseUnderLoad},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, newPlace(t)) })
	}
}

// open opens the log at place, and closes it at the end if nobody else did.
func open(t *testing.T, place Place) Log {
	t.Helper()
	log := place(t)
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return log
}

// reopen closes log and opens its place again.
func reopen(t *testing.T, log Log, place Place) Log {
	t.Helper()
	if err := log.Close(); err != nil {
		t.Fatalf("Close() = %v", err)
	}
	return open(t, place)
}

// add appends body and returns the record that must be there then.
func add(t *testing.T, log Log, key, body string) room.Record {
	t.Helper()
	seq, at, err := log.Append(t.Context(), key, []byte(body))
	if err != nil {
		t.Fatalf("Append(%q, %.20q) = %v", key, body, err)
	}
	return room.Record{Seq: seq, Time: at, Body: []byte(body)}
}

func addMany(t *testing.T, log Log, n int) (records []room.Record) {
	t.Helper()
	for i := range n {
		records = append(records, add(t, log, "", fmt.Sprint("body ", i)))
	}
	return records
}

// everything reads the whole log, in pages.
func everything(t *testing.T, log Log) (all []room.Record) {
	t.Helper()
	for seq := room.Seq(0); ; seq = all[len(all)-1].Seq {
		page, err := log.After(t.Context(), seq, 100)
		if err != nil {
			t.Fatalf("After(%d, 100) = %v", seq, err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// follow reads n records after seq from Follow.
func follow(t *testing.T, log Log, seq room.Seq, n int) (got []room.Record) {
	t.Helper()
	for batch, err := range log.Follow(t.Context(), seq) {
		if err != nil || len(batch) == 0 {
			t.Fatalf("Follow(%d) yields %d records, %v", seq, len(batch), err)
		}
		if got = append(got, batch...); len(got) >= n {
			break
		}
	}
	return got
}

// check compares records, a nil body being an empty one.
func check(t *testing.T, what string, got, want []room.Record) {
	t.Helper()
	same := func(a, b room.Record) bool {
		return a.Seq == b.Seq && a.Time.Equal(b.Time) && bytes.Equal(a.Body, b.Body)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("%s = %s, want %s", what, list(got), list(want))
	}
}

func list(records []room.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d records", len(records))
	for _, r := range records[:min(len(records), 10)] {
		fmt.Fprintf(&b, " %d:%.20q", r.Seq, r.Body)
	}
	return b.String()
}

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

// testPages compares After and Before with a list.
func testPages(t *testing.T, place Place) {
	log := open(t, place)
	if got, err := log.Before(t.Context(), room.MaxSeq, 10); len(got) > 0 || err != nil {
		t.Errorf("Before() of an empty log = %s, %v", list(got), err)
	}
	all := addAtOnce(t, log, 300)
	log = reopen(t, log, place)
	all = append(all, addMany(t, log, 20)...)

	seqs := []room.Seq{0, 1, all[0].Seq, all[1].Seq, all[299].Seq, all[300].Seq, all[319].Seq, all[319].Seq + 1, room.MaxSeq, math.MaxUint64}
	for range 8 {
		seqs = append(seqs, all[rand.IntN(len(all))].Seq)
	}
	for _, seq := range seqs {
		for _, n := range []int{-1, 0, 1, 100, 300, 1000} {
			from, found := slices.BinarySearchFunc(all, seq, bySeq)
			check(t, fmt.Sprintf("Before(%d, %d)", seq, n), must(t)(log.Before(t.Context(), seq, n)), all[max(0, from-max(n, 0)):from])
			if found {
				from++
			}
			check(t, fmt.Sprintf("After(%d, %d)", seq, n), must(t)(log.After(t.Context(), seq, n)), all[from:min(len(all), from+max(n, 0))])
		}
	}
}

func bySeq(r room.Record, seq room.Seq) int { return cmp.Compare(r.Seq, seq) }

func must(t *testing.T) func([]room.Record, error) []room.Record {
	return func(records []room.Record, err error) []room.Record {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return records
	}
}

// testFollow follows from many places, at the head and far behind it.
func testFollow(t *testing.T, place Place) {
	log := open(t, place)
	early := addMany(t, log, 1)

	batches := make(chan []room.Record) // a reader that takes a batch only when asked
	var work sync.WaitGroup
	work.Go(func() {
		defer close(batches)
		left := 3001
		for batch, err := range log.Follow(t.Context(), 0) {
			if err != nil {
				t.Error(err)
				return
			}
			batches <- batch
			if left -= len(batch); left <= 0 {
				return
			}
		}
	})
	slow := <-batches
	check(t, "Follow(0)", slow, early)

	all := append(early, addAtOnce(t, log, 3000)...)
	for batch := range batches {
		slow = append(slow, batch...)
	}
	work.Wait()
	check(t, "Follow(0) of a slow reader", slow, all)

	log = reopen(t, log, place)
	for _, i := range []int{0, 1, 1500, 2999, 3000} {
		check(t, fmt.Sprintf("Follow(%d)", all[i].Seq), follow(t, log, all[i].Seq-1, len(all)-i), all[i:])
	}

	one := follow(t, log, all[2999].Seq, 1)
	one[0] = room.Record{}
	check(t, "Follow, after a reader wrote to its batch", follow(t, log, all[2999].Seq, 1), all[3000:])

	work.Go(func() {
		got := follow(t, log, all[3000].Seq+1, 1)
		check(t, "Follow from above the head", got, must(t)(log.After(t.Context(), all[3000].Seq+1, len(got))))
	})
	addMany(t, log, 3)
	work.Wait()
}

// addAtOnce appends n records from many goroutines and returns them in order.
func addAtOnce(t *testing.T, log Log, n int) []room.Record {
	t.Helper()
	const writers = 100
	records := make([]room.Record, n)
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for i := w; i < n; i += writers {
				records[i] = add(t, log, "", fmt.Sprint("record ", i))
			}
		})
	}
	work.Wait()
	slices.SortFunc(records, func(a, b room.Record) int { return bySeq(a, b.Seq) })
	return records
}

func testFollowEnds(t *testing.T, place Place) {
	log := open(t, place)
	addMany(t, log, 5)
	end := func(ctx context.Context, then func()) error {
		n := 0
		for batch, err := range log.Follow(ctx, 0) {
			if err != nil {
				return err
			}
			if n += len(batch); n == 5 {
				then()
			}
		}
		return errors.New("no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := end(ctx, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("Follow of a canceled context ends with %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := end(ctx, func() {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Follow of a context that times out ends with %v", err)
	}

	var work sync.WaitGroup
	if err := end(t.Context(), func() { work.Go(func() { _ = log.Close() }) }); !errors.Is(err, room.ErrLogClosed) {
		t.Errorf("Follow of a log that closes ends with %v", err)
	}
	work.Wait()
}

func testEpoch(t *testing.T, place Place) {
	log := open(t, place)
	epoch := log.Epoch()
	if epoch == "" {
		t.Error("Epoch() is empty")
	}
	add(t, log, "", "x")
	log = reopen(t, log, place)
	if again := log.Epoch(); again != epoch {
		t.Errorf("Epoch() = %q, was %q", again, epoch)
	}
}

// calls are all methods that take a context, by name.
func calls(log Log) map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"Append": func(ctx context.Context) error { _, _, err := log.Append(ctx, "late", nil); return err },
		"Submit": func(ctx context.Context) error { _, err := log.Submit(ctx, "late", nil); return err },
		"Find":   func(ctx context.Context) error { _, _, _, err := log.Find(ctx, "late"); return err },
		"After":  func(ctx context.Context) error { _, err := log.After(ctx, 0, 1); return err },
		"Before": func(ctx context.Context) error { _, err := log.Before(ctx, 0, 1); return err },
		"Amend": func(ctx context.Context) error {
			_, _, err := log.Amend(ctx, "late", nil, room.Amendment{Of: 1, Was: []byte("body 0")})
			return err
		},
		"Changes": func(ctx context.Context) error { _, err := log.Changes(ctx, 1, 1); return err },
		"Load":    func(ctx context.Context) error { _, err := log.Memory().Load(ctx, "sam"); return err },
		"Save":    func(ctx context.Context) error { return log.Memory().Save(ctx, "sam", nil, time.Now()) },
		"Follow": func(ctx context.Context) (err error) {
			for _, err = range log.Follow(ctx, 0) {
				break
			}
			return err
		},
	}
}

func testCanceled(t *testing.T, place Place) {
	log := open(t, place)
	addMany(t, log, 1)
	if err := log.Writable(); err != nil {
		t.Errorf("Writable() = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range calls(log) {
		if err := call(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a canceled context = %v", name, err)
		}
	}
	if n := len(everything(t, log)); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
}

func testClosed(t *testing.T, place Place) {
	log := open(t, place)
	addMany(t, log, 1)
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			if err := log.Close(); err != nil {
				t.Errorf("Close() = %v", err)
			}
		})
	}
	work.Wait()
	if err := log.Writable(); !errors.Is(err, room.ErrLogClosed) {
		t.Errorf("Writable() of a closed log = %v", err)
	}
	for name, call := range calls(log) {
		if err := call(t.Context()); !errors.Is(err, room.ErrLogClosed) {
			t.Errorf("%s of a closed log = %v", name, err)
		}
	}
}

// testCloseUnderLoad closes while many write: what was acknowledged is there
// afterwards, the rest was refused.
func testCloseUnderLoad(t *testing.T, place Place) {
	log := open(t, place)
	const writers = 16
	acknowledged := make([][]room.Record, writers)
	var work sync.WaitGroup
	begun := make(chan struct{}, writers)
	for w := range writers {
		work.Go(func() {
			for i := 0; ; i++ {
				body := []byte(fmt.Sprintf("%d/%d", w, i))
				seq, at, err := log.Append(t.Context(), "", body)
				if err != nil {
					if !errors.Is(err, room.ErrLogClosed) {
						t.Errorf("Append() = %v", err)
					}
					return
				}
				acknowledged[w] = append(acknowledged[w], room.Record{Seq: seq, Time: at, Body: body})
				if i == 10 {
					begun <- struct{}{}
				}
			}
		})
	}
	for range writers {
		<-begun
	}
	after := reopen(t, log, place)
	work.Wait()
	stored := map[room.Seq]room.Record{}
	for _, r := range everything(t, after) {
		stored[r.Seq] = r
	}
	for _, want := range slices.Concat(acknowledged...) {
		if got := stored[want.Seq]; !reflect.DeepEqual(got, want) {
			t.Errorf("record %d = %v, was acknowledged as %v", want.Seq, got, want)
		}
	}
}
