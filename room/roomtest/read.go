package roomtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

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
