package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

// keysLeft is how many keys of Append the store has.
func keysLeft(t *testing.T, l *Log) (n int) {
	t.Helper()
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefixKey}, UpperBound: []byte{prefixKey + 1}})
	if err != nil {
		t.Fatal(err)
	}
	for ok := it.First(); ok; ok = it.Next() {
		n++
	}
	if err := it.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// fillWithKeys appends count records of random text, each with a key: all at once,
// as a crashable disk copies a file at each sync.
func fillWithKeys(t *testing.T, l *Log, count int) {
	t.Helper()
	text := make([]byte, 16<<10)
	for i := range text {
		text[i] = byte(rand.Uint32())
	}
	outcomes := make([]room.Outcome, count)
	for i := range count {
		body := fmt.Appendf(nil, "text %d ", i)
		var err error
		if outcomes[i], err = l.Submit(t.Context(), fmt.Sprint("key", i), append(body, text[i%100:]...)); err != nil {
			t.Fatal(err)
		}
	}
	for _, outcome := range outcomes {
		if _, _, err := outcome(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTrimFreesTheDisk: what is trimmed is not on the disk any more, nor are its
// keys; nor after a crash that came between.
func TestTrimFreesTheDisk(t *testing.T) {
	const count = 300
	for _, crashed := range []bool{false, true} {
		mem := vfs.NewCrashableMem()
		l := openOn(t, mem, "log")
		fillWithKeys(t, l, count)
		flush(t, l)
		full := l.Size()
		if err := l.Trim(t.Context(), count-10); err != nil {
			t.Fatal(err)
		}
		if crashed {
			l = openOn(t, mem.CrashClone(vfs.CrashCloneCfg{}), "log")
		}
		if err := l.sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		flush(t, l)
		if size := l.Size(); size > full/10 {
			t.Errorf("crashed %v: %d bytes of %d are left", crashed, size, full)
		}
		if n := keysLeft(t, l); n != 11 {
			t.Errorf("crashed %v: %d keys are left, want 11", crashed, n)
		}
		if pending, err := get(l.db, keyTrimmed); pending != nil || err != nil {
			t.Errorf("crashed %v: it is still to do: %q, %v", crashed, pending, err)
		}
		if first, ok, err := l.First(t.Context()); !ok || first.Seq != count-10 || err != nil {
			t.Errorf("crashed %v: the first is %d, %v", crashed, first.Seq, err)
		}
	}
}

// TestTrimSweepsBySelf: the space is free some time later without being asked for.
func TestTrimSweepsBySelf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openOn(t, vfs.NewMem(), "log")
		fillWithKeys(t, l, 100)
		if err := l.Trim(t.Context(), 90); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := keysLeft(t, l); n != 11 {
			t.Errorf("%d keys are left, want 11", n)
		}
	})
}

// TestTrimUnderLoad trims while records are stored, amended and looked up: a key
// that is new again stays its new record's, and nothing that is gone comes back.
func TestTrimUnderLoad(t *testing.T) {
	l := openOn(t, vfs.NewMem(), "log") // where a sync takes no time, so that trims meet amendments
	first := say(t, l, "0")[0]
	stop := make(chan struct{})
	done := make(chan error, 2)
	go func() {
		for i := 0; !isClosed(stop); i++ {
			page, err := l.After(t.Context(), 0, 1)
			if err == nil && len(page) == 0 {
				err = errors.New("there is no record")
			}
			if err != nil {
				done <- err
				return
			}
			a := room.Amendment{Of: page[0].Seq, Was: page[0].Body, Body: fmt.Append(nil, i)}
			if _, _, err := l.Amend(t.Context(), "", []byte("tells"), a); err != nil && !errors.Is(err, room.ErrAmended) {
				done <- err
				return
			}
		}
		done <- nil
	}()
	go func() {
		for i := 0; !isClosed(stop); i++ {
			key := fmt.Sprint("key", i%50)
			seq, _, err := l.Append(t.Context(), key, []byte("text"))
			again, _, known, found := l.Find(t.Context(), key)
			oldest, _, failed := l.First(t.Context())
			err = errors.Join(err, found, failed)
			switch {
			case err != nil:
			case known && again < seq:
				err = fmt.Errorf("%s leads to %d and then to %d", key, seq, again)
			case !known && oldest.Seq <= seq:
				err = fmt.Errorf("%s leads to %d, which is there, and then to nothing", key, seq)
			}
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 40 {
		seq := say(t, l, "cut")[0]
		if err := errors.Join(l.Trim(t.Context(), seq), l.sweep(t.Context())); err != nil {
			t.Fatal(err)
		}
		got, ok, err := l.First(t.Context())
		if !ok || err != nil || got.Seq < seq || got.Seq <= first {
			t.Fatalf("the first is %d, %v, want %d or later", got.Seq, err, seq)
		}
	}
	close(stop)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Error(err)
	}
	for i := range 50 {
		key := fmt.Sprint("key", i)
		seq, _, err := l.Append(t.Context(), key, []byte("text"))
		if again, _, known, found := l.Find(t.Context(), key); err != nil || found != nil || !known || again != seq {
			t.Errorf("%s is %d, and then %d, %v", key, seq, again, known)
		}
	}
}

// TestOpenOlder brings a store of an older format up, with a crash at each write
// of the way: it opens afterwards, with all that it had, and is of this format.
func TestOpenOlder(t *testing.T) {
	mem := vfs.NewCrashableMem()
	l := openOn(t, mem, "log")
	seqs := say(t, l, "one", "two")
	b := l.db.NewBatch()
	_ = b.Set(keyFormat, []byte("1"), nil)
	epoch := l.Epoch()
	if err := errors.Join(l.apply(b), l.Close()); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var crashes []*vfs.MemFS
	disk := errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			mu.Lock()
			defer mu.Unlock()
			crashes = append(crashes, mem.CrashClone(vfs.CrashCloneCfg{}))
		}
		return nil
	}))
	opened, err := open(disk, "log", Options{})
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	found := crashes
	mu.Unlock()
	if err := opened.Close(); err != nil || len(found) < 3 {
		t.Fatalf("%d crashes, %v", len(found), err)
	}
	for i, mem := range append(found, mem) {
		l := openOn(t, mem, "log")
		format, err := get(l.db, keyFormat)
		if string(format) != fmt.Sprint(Format) || err != nil || l.Epoch() != epoch {
			t.Errorf("crash %d: the format is %q, %v, the epoch %q", i, format, err, l.Epoch())
		}
		if got, err := l.After(t.Context(), 0, 10); len(got) != len(seqs) || err != nil {
			t.Errorf("crash %d: %d records, %v, want %d", i, len(got), err, len(seqs))
		}
	}
}
