package storage

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

// TestSorter sorts more than it keeps in memory.
func TestSorter(t *testing.T) {
	s, err := newSorter(vfs.NewMem(), "sort")
	if err != nil {
		t.Fatal(err)
	}
	const count = 1000
	s.most = 1 << 20
	filler := strings.Repeat("x", 4*s.most/count)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range count {
		at := rng.IntN(50)
		rank := byte(rng.IntN(2))
		if err := s.Add(time.UnixMilli(int64(at)), rank, fmt.Appendf(nil, "%03d%d%04d %s", at, rank, i, filler)); err != nil {
			t.Fatal(err)
		}
	}
	last, got := "", 0
	for e := range s.All() {
		text := e.Text
		if want := fmt.Sprintf("%03d%d%04d", e.At.UnixMilli(), e.Rank, e.Place); string(text[:8]) != want {
			t.Fatalf("%.8s comes as %s", text, want)
		}
		if head := string(text[:8]); head <= last {
			t.Fatalf("%s comes after %s", head, last)
		}
		last = string(text[:8])
		got++
	}
	if got != count || s.Count() != count || s.Err() != nil {
		t.Errorf("%d texts, Count() = %d, %v, want %d", got, s.Count(), s.Err(), count)
	}
	for range s.All() {
		break // which ends the reading
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestBuilder builds a log from another, with numbers that are moved: it is a log
// like any other, and what was appended with a key is known by it.
func TestBuilder(t *testing.T) {
	l := openTemp(t)
	ctx := t.Context()
	for i := range 5 {
		if _, _, err := l.Append(ctx, fmt.Sprint("key", i), fmt.Append(nil, "text ", i)); err != nil {
			t.Fatal(err)
		}
	}
	amended := room.Amendment{Of: 2, Was: []byte("text 1"), Body: []byte("mended")}
	if _, _, err := l.Amend(ctx, "key5", []byte("tells"), amended); err != nil {
		t.Fatal(err)
	}
	if err := l.Memory().Save(ctx, "ann", []byte("note"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	move := func(seq room.Seq) room.Seq {
		if seq < 2 {
			return 0 // it is gone
		}
		return seq + 10
	}
	dir := filepath.Join(t.TempDir(), "built")
	b, err := Build(dir)
	if err != nil {
		t.Fatal(err)
	}
	page, err := l.After(ctx, 1, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page {
		r.Seq = move(r.Seq)
		if err := b.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Add(page[0]); err == nil {
		t.Error("a number that falls gives no error")
	}
	err = b.TakeRest(ctx, l, move, func(n []byte) []byte { return append(n, " moved"...) })
	if err := errors.Join(err, b.Finish()); err != nil {
		t.Fatal(err)
	}
	checkBuilt(t, openOn(t, vfs.Default, dir), l.Epoch(), page[4].Time)
}

// checkBuilt looks at what TestBuilder has built.
func checkBuilt(t *testing.T, built *Log, epoch string, last time.Time) {
	t.Helper()
	ctx := t.Context()
	if built.Epoch() == epoch || built.Epoch() == "" {
		t.Errorf("its epoch is %q, that of the other %q", built.Epoch(), epoch)
	}
	got, err := built.After(ctx, 0, 10)
	if err != nil || len(got) != 5 || got[0].Seq != 12 || string(got[0].Body) != "mended" || !got[4].Time.Equal(last) {
		t.Fatalf("After() = %+v, %v", got, err)
	}
	if changes, err := built.Changes(ctx, 100, 10); err != nil || len(changes) != 1 || changes[0] != (room.Change{Of: 12, By: 16}) {
		t.Errorf("Changes() = %v, %v", changes, err)
	}
	if seq, _, err := built.Append(ctx, "key4", nil); seq != 15 || err != nil {
		t.Errorf("Append() with a known key = %d, %v, want 15", seq, err)
	}
	if seq, _, err := built.Append(ctx, "key0", []byte("new")); seq != 17 || err != nil {
		t.Errorf("Append() with the key of what is gone = %d, %v, want 17", seq, err)
	}
	if note, err := built.Memory().Load(ctx, "ann"); string(note) != "note moved" || err != nil {
		t.Errorf("the note is %q, %v", note, err)
	}
}

// TestBuildOnFullDisk: where the disk is full, whenever that is, building and
// sorting end with an error, and leave nothing.
func TestBuildOnFullDisk(t *testing.T) {
	body := make([]byte, 128<<10)
	_, _ = rand.NewChaCha8([32]byte{}).Read(body) // which takes space
	failed := 0
	for writes := int64(0); ; writes += 1 + writes {
		mem := vfs.NewMem()
		var left atomic.Int64
		left.Store(math.MaxInt64)
		disk := errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
			if (op.Kind == errorfs.OpCreate || op.Kind == errorfs.OpFileWrite) && left.Add(-1) < 0 {
				return syscall.ENOSPC
			}
			return nil
		}))
		b, err := build(disk, "built") // Pebble leaks what it began where it does not open
		if err != nil {
			t.Fatal(err)
		}
		b.bulk.most = 1 << 20
		left.Store(writes)
		err = fillBuilder(b, body)
		if err == nil {
			break
		}
		failed++
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("after %d writes: %v, want no space", writes, err)
		}
		if _, err := mem.Stat("built"); err == nil {
			t.Errorf("after %d writes: something is left", writes)
		}
	}
	if failed < 5 {
		t.Errorf("the disk was full only %d times", failed)
	}
}

// fillBuilder builds a log of a few tables and abandons it after an error.
func fillBuilder(b *Builder, body []byte) (err error) {
	for seq := room.Seq(1); err == nil && seq < 10; seq++ {
		err = b.Add(room.Record{Seq: seq, Time: time.UnixMilli(0), Body: body})
	}
	if err == nil {
		err = b.Finish()
	}
	if err != nil {
		return errors.Join(err, b.Abandon())
	}
	return err
}
