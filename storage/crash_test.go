package storage

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

// A promise is what people have been told and a crash must not take back.
type promise struct {
	epoch  string
	stored map[string]room.Record // by key; Append returned
	shown  []room.Record          // Follow yielded
	erased map[room.Seq]bool      // true once Amend returned, false before
}

func (p promise) clone() promise {
	p.stored, p.erased = maps.Clone(p.stored), maps.Clone(p.erased)
	p.shown = slices.Clone(p.shown)
	return p
}

// A crash is a disk as the machine might have left it, and what was promised
// by then.
type crash struct {
	disk    *vfs.MemFS
	promise promise
}

// A breaker keeps a crash of each write, sync, rename and so on of a run.
type breaker struct {
	mem   *vfs.MemFS
	times int // how many crashes a write, of each of which none or half of what is not synced is left

	mu      sync.Mutex
	rng     *rand.Rand
	promise promise
	crashes []crash
}

func newBreaker(mem *vfs.MemFS, times int, promised promise) *breaker {
	return &breaker{mem: mem, times: times, rng: rand.New(rand.NewPCG(1, 2)), promise: promised}
}

// disk is the file system to run on.
func (b *breaker) disk() vfs.FS {
	return errorfs.Wrap(b.mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			for range b.times {
				b.crash()
			}
		}
		return nil
	}))
}

func (b *breaker) crash() {
	b.mu.Lock()
	defer b.mu.Unlock()
	unsynced := 50 * (len(b.crashes) % 2)
	promised := b.promise.clone() // before the disk: it may hold more, not less
	disk := b.mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: unsynced, RNG: b.rng})
	b.crashes = append(b.crashes, crash{disk, promised})
}

// promised notes something more that people were told.
func (b *breaker) promised(note func(p *promise)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	note(&b.promise)
}

const (
	crashWriters = 4
	crashEach    = 6
	crashErased  = 5
)

// TestCrash crashes at every write of a run with several writers, a reader,
// erasures, flushes and compactions, and looks whether the log keeps every promise.
func TestCrash(t *testing.T) {
	first := newBreaker(vfs.NewCrashableMem(), 1, promise{stored: map[string]room.Record{}, erased: map[room.Seq]bool{}})
	live(t, first)
	for _, c := range first.crashes {
		comeBack(t, c.disk, c.promise)
	}

	// Crash once more, at every write of coming up again.
	middle := first.crashes[len(first.crashes)/2]
	second := newBreaker(middle.disk, 1, middle.promise)
	comeBack(t, second.disk(), middle.promise)
	for _, c := range second.crashes {
		comeBack(t, c.disk, c.promise)
	}
	t.Logf("%d crashes, and %d after one", len(first.crashes), len(second.crashes))
}

// TestCrashWhileOpening crashes while a store is made, and while it is opened
// again: it can be opened whatever order folder entries reach the disk in.
func TestCrashWhileOpening(t *testing.T) {
	b := newBreaker(vfs.NewCrashableMem(), 4, promise{})
	for range 2 {
		l := openOn(t, b.disk(), "data/log")
		b.promised(func(p *promise) { p.epoch = l.Epoch() })
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range b.crashes {
		l := openOn(t, c.disk, "data/log")
		if want := c.promise.epoch; want != "" && l.Epoch() != want {
			t.Errorf("epoch %q, was %q", l.Epoch(), want)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// live is the run.
func live(t *testing.T, b *breaker) {
	l := openOn(t, b.disk(), "data/log")
	b.promised(func(p *promise) { p.epoch = l.Epoch() })

	var work sync.WaitGroup
	for w := range crashWriters {
		work.Go(func() {
			for i := range crashEach {
				key := fmt.Sprintf("%d/%d", w, i)
				seq, at, err := l.Append(t.Context(), key, []byte(key))
				if err != nil {
					t.Error(err)
					return
				}
				b.promised(func(p *promise) { p.stored[key] = room.Record{Seq: seq, Time: at, Body: []byte(key)} })
				if i%5 == w {
					b.promised(func(p *promise) { p.erased[seq] = false })
					erase(t, l, seq)
					b.promised(func(p *promise) { p.erased[seq] = true })
				}
			}
		})
	}
	over := make(chan struct{})
	work.Go(func() { readOn(t, b, l, over) })
	work.Go(func() {
		defer close(over)
		n := 0
		for batch, err := range l.Follow(t.Context(), 0) {
			if err != nil {
				t.Error(err)
				return
			}
			b.promised(func(p *promise) { p.shown = append(p.shown, batch...) })
			if n += len(batch); n == crashWriters*crashEach+crashErased {
				return
			}
			if err := l.db.Flush(); err != nil {
				t.Error(err)
			}
		}
	})
	work.Wait()
	if err := l.scrubAll(t.Context()); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// readOn reads the log again and again, and notes what is shown as erased.
func readOn(t *testing.T, b *breaker, l *Log, over <-chan struct{}) {
	shown := map[room.Seq]bool{}
	for !isClosed(over) {
		for seq, r := range contents(t, l) {
			if len(r.Body) == 0 && !shown[seq] {
				shown[seq] = true
				b.promised(func(p *promise) { p.shown = append(p.shown, r) })
			}
		}
	}
}

// comeBack opens the log that a crash left and compares it with the promise.
func comeBack(t *testing.T, disk vfs.FS, p promise) {
	t.Helper()
	l, err := open(disk, "data/log", Options{})
	if err != nil {
		t.Fatalf("open after a crash: %v", err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Errorf("close after a crash: %v", err)
		}
	}()
	if p.epoch != "" && l.Epoch() != p.epoch {
		t.Errorf("epoch %q, was %q", l.Epoch(), p.epoch)
	}
	there := contents(t, l)
	for key, want := range p.stored {
		p.check(t, "stored with key "+key, there[want.Seq], want)
		seq, at, ok, err := l.Find(t.Context(), key)
		if seq != want.Seq || !at.Equal(want.Time) || !ok || err != nil {
			t.Errorf("Find(%q) = %d, %v, %v, %v, want %d, %v", key, seq, at, ok, err, want.Seq, want.Time)
		}
	}
	for _, want := range p.shown {
		p.check(t, "shown", there[want.Seq], want)
	}
	checkWhole(t, there)
	sendAgain(t, l, p)
}

// check compares a record with what was promised of it.
func (p promise) check(t *testing.T, what string, got, want room.Record) {
	t.Helper()
	erased, tried := p.erased[want.Seq]
	ok := bytes.Equal(got.Body, want.Body) && !erased || len(got.Body) == 0 && tried
	if got.Seq != want.Seq || !got.Time.Equal(want.Time) || !ok {
		t.Errorf("record %d is %v, was %s as %v; erased %v", want.Seq, got, what, want, erased)
	}
}

// checkWhole checks that what is erased and the records that tell of it are
// there together.
func checkWhole(t *testing.T, there map[room.Seq]room.Record) {
	t.Helper()
	told := map[room.Seq]bool{}
	for _, r := range there {
		if of, ok := erasureOf(r); ok {
			told[of] = true
		}
	}
	for seq, r := range there {
		if erased := len(r.Body) == 0; erased != told[seq] {
			t.Errorf("record %d is %q, and told to be erased: %v", seq, r.Body, told[seq])
		}
	}
}

// contents reads all records, and checks that numbers and times rise.
func contents(t *testing.T, l *Log) map[room.Seq]room.Record {
	t.Helper()
	records, err := l.After(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	there := map[room.Seq]room.Record{}
	for i, r := range records {
		if i > 0 && (r.Seq <= records[i-1].Seq || r.Time.Before(records[i-1].Time)) {
			t.Errorf("record %v after %v", r, records[i-1])
		}
		there[r.Seq] = r
	}
	return there
}

// sendAgain does what clients do after a crash: they send again what was not
// acknowledged. Then all is there once, in each writer's order.
func sendAgain(t *testing.T, l *Log, p promise) {
	t.Helper()
	var work sync.WaitGroup
	for w := range crashWriters {
		work.Go(func() {
			last := room.Seq(0)
			for i := range crashEach {
				key := fmt.Sprintf("%d/%d", w, i)
				seq, _, err := l.Append(t.Context(), key, []byte(key))
				if want, ok := p.stored[key]; err != nil || ok && seq != want.Seq {
					t.Errorf("Append(%q) again = %d, %v, want %d", key, seq, err, want.Seq)
				}
				if seq <= last {
					t.Errorf("Append(%q) again = %d, but the one before is %d", key, seq, last)
				}
				last = seq
			}
		})
	}
	work.Wait()
	n := 0
	for _, r := range contents(t, l) {
		if _, tells := erasureOf(r); !tells {
			n++
		}
	}
	if n != crashWriters*crashEach {
		t.Errorf("%d records, want %d", n, crashWriters*crashEach)
	}
}
