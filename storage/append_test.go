package storage

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

// A slowDisk is one whose syncs of write-ahead logs wait while it is held.
type slowDisk struct {
	vfs.FS
	held  atomic.Pointer[chan struct{}]
	syncs atomic.Int64
}

func newSlowDisk() *slowDisk {
	d := &slowDisk{}
	d.FS = errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind != errorfs.OpFileSyncData {
			return nil
		}
		d.syncs.Add(1)
		if held := d.held.Load(); held != nil {
			<-*held
		}
		return nil
	}))
	return d
}

func (d *slowDisk) hold() {
	held := make(chan struct{})
	d.held.Store(&held)
}

func (d *slowDisk) release() { close(*d.held.Swap(nil)) }

// TestUnsynced looks at a record that is written and not yet synced: nobody
// may see it.
func TestUnsynced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newSlowDisk()
		l := openOn(t, disk, "log")
		disk.hold()
		var work sync.WaitGroup
		work.Go(func() { _, _, _ = l.Append(t.Context(), "key", []byte("text")) })
		shown := make(chan []room.Record, 1)
		work.Go(func() {
			for batch := range l.Follow(t.Context(), 0) {
				shown <- batch
				return
			}
		})
		synctest.Wait()
		if value, err := get(l.db, messageKey(1)); value == nil || err != nil {
			t.Fatalf("the record is not written: %v; this test sees nothing", err)
		}
		look := func(want int) {
			after, err1 := l.After(t.Context(), 0, 10)
			before, err2 := l.Before(t.Context(), room.MaxSeq, 10)
			_, _, found, err3 := l.Find(t.Context(), "key")
			if err := errors.Join(err1, err2, err3); err != nil {
				t.Fatal(err)
			}
			if len(after) != want || len(before) != want || found != (want == 1) || len(shown) != want {
				t.Errorf("After, Before, Find, Follow give %d, %d, %v, %d records, want %d", len(after), len(before), found, len(shown), want)
			}
		}
		look(0)
		disk.release()
		work.Wait()
		look(1)
	})
}

// TestGroups lets many append while the disk syncs: they share the next syncs.
func TestGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newSlowDisk()
		l := openOn(t, disk, "log")
		before := disk.syncs.Load()
		disk.hold()
		var work sync.WaitGroup
		for range 3 * groupRecords {
			work.Go(func() { say(t, l, "text") })
		}
		synctest.Wait()
		disk.release()
		work.Wait()
		if syncs := disk.syncs.Load() - before; syncs > 5 { // two small groups, and three full ones at most
			t.Errorf("%d records took %d syncs", 3*groupRecords, syncs)
		}
	})
}

// TestAbandoned joins an attempt that is given up: it is made anew.
func TestAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openOn(t, vfs.NewMem(), "log")
		given := &attempt{key: "key", done: make(chan struct{})}
		l.underway.enter(given)
		var work sync.WaitGroup
		for range 3 {
			work.Go(func() {
				if seq, _, err := l.Append(t.Context(), "key", nil); seq != 1 || err != nil {
					t.Errorf("Append() = %d, %v, want 1", seq, err)
				}
			})
		}
		synctest.Wait() // they have joined it
		l.settle(given, 0, time.Time{}, errAbandoned)
		work.Wait()
	})
}

// TestClock: times are the clock's. Set back a little, it is waited for, after a
// restart, too; set back further, it is believed.
func TestClock(t *testing.T) {
	disk := vfs.NewMem()
	appendAfter := func(last time.Duration) (was, at time.Time) {
		l := openOn(t, disk, "log")
		tail := l.tail.seq
		was = time.Now().Add(last).UTC().Truncate(time.Millisecond)
		b := l.db.NewBatch()
		setRecord(b, room.Record{Seq: tail + 1, Time: was})
		if err := errors.Join(l.db.Apply(b, pebble.Sync), l.Close()); err != nil {
			t.Fatal(err)
		}
		l = openOn(t, disk, "log")
		seq, at, err := l.Append(t.Context(), "", nil)
		if err = errors.Join(err, l.Close()); seq != tail+2 || err != nil {
			t.Errorf("Append() = %d, %v, want %d", seq, err, tail+2)
		}
		return was, at
	}
	if last, at := appendAfter(clockSlip / 2); !at.Equal(last) {
		t.Errorf("after a record of %v, which is soon, Append() is at %v", last, at)
	}
	if last, at := appendAfter(time.Hour); time.Since(at).Abs() > clockSlip {
		t.Errorf("after a record of %v, which is far off, Append() is at %v", last, at)
	}

	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	tail := place{3, noon}
	for _, c := range []struct {
		clock, want time.Duration // from noon
	}{
		{1500 * time.Microsecond, time.Millisecond},
		{0, time.Millisecond},                        // stands still
		{time.Hour, time.Hour},                       // a jump ahead
		{time.Hour - time.Second, time.Hour},         // stands still
		{2 * time.Minute, 2 * time.Minute},           // and back
		{2*time.Minute - clockSlip, 2 * time.Minute}, // by just so much that it stands still
		{3 * time.Minute, 3 * time.Minute},
	} {
		if tail = tail.next(noon.Add(c.clock)); !tail.time.Equal(noon.Add(c.want)) {
			t.Errorf("with the clock at noon and %v a record is of noon and %v, want %v", c.clock, tail.time.Sub(noon), c.want)
		}
	}
	if tail.seq != 10 {
		t.Errorf("the seventh place after 3 is %d", tail.seq)
	}
}
