package roomtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
)

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
