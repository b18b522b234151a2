package storage

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

func checkUnavailable(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, room.ErrUnavailable) {
		t.Errorf("%s = %v, want an error that wraps room.ErrUnavailable", what, err)
	}
}

func checkWritable(t *testing.T, l *Log) {
	t.Helper()
	if err := l.Writable(); err != nil {
		t.Errorf("Writable() = %v", err)
	}
	say(t, l, "writable")
}

// checkReadable checks that reading goes on, and that an attempt that is known
// is still known.
func checkReadable(t *testing.T, l *Log, key string) {
	t.Helper()
	if got, err := l.After(t.Context(), 0, 1); len(got) != 1 || err != nil {
		t.Errorf("After(0, 1) = %v, %v, want the first record", got, err)
	}
	if seq, _, err := l.Append(t.Context(), key, nil); seq != 1 || err != nil {
		t.Errorf("Append(%q) again = %d, %v, want 1", key, seq, err)
	}
}

// TestReserve lets the free space shrink below the reserve, and grow again.
func TestReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := vfs.NewMem()
		disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: Reserve})
		l := openOn(t, disk, "log")
		if _, _, err := l.Append(t.Context(), "first", []byte("text")); err != nil {
			t.Fatal(err)
		}
		disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: 100 << 20, TotalBytes: 1 << 40})
		time.Sleep(2 * watchInterval)
		err := l.Writable()
		checkUnavailable(t, "Writable()", err)
		if !strings.Contains(err.Error(), "100 MB are free") {
			t.Errorf("Writable() = %v, does not say what is free", err)
		}
		_, _, err = l.Append(t.Context(), "second", nil)
		checkUnavailable(t, "Append()", err)
		checkUnavailable(t, "Save()", l.Memory().Save(t.Context(), "ann", nil, time.Now().Add(time.Hour)))
		checkReadable(t, l, "first")
		_, _, err = l.Amend(t.Context(), "", nil, room.Amendment{Of: 1, Was: []byte("text")})
		checkUnavailable(t, "Amend()", err)

		disk.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: Reserve})
		time.Sleep(2 * watchInterval)
		checkWritable(t, l)
	})
}

// A badDisk fails every write to a file with an error, while it has one.
type badDisk struct {
	vfs.FS
	fail atomic.Pointer[syscall.Errno]
}

func newBadDisk() *badDisk {
	d := &badDisk{}
	d.FS = errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		errno := d.fail.Load()
		if errno == nil || op.Kind != errorfs.OpFileWrite && op.Kind != errorfs.OpCreate {
			return nil
		}
		return *errno
	}))
	return d
}

func (d *badDisk) set(errno syscall.Errno) { d.fail.Store(&errno) }

func (d *badDisk) heal() { d.fail.Store(nil) }

// TestFull fills the disk all at once, by a quota that the free space does not
// show: what is under way ends with an error, and all goes on when there is space.
func TestFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newBadDisk()
		l := openOn(t, disk, "log")
		if _, _, err := l.Append(t.Context(), "first", []byte("text")); err != nil {
			t.Fatal(err)
		}
		disk.set(syscall.ENOSPC)
		var work sync.WaitGroup
		for range 3 {
			work.Go(func() {
				_, _, err := l.Append(t.Context(), "second", nil)
				checkUnavailable(t, "Append()", err)
			})
		}
		work.Wait()
		time.Sleep(time.Minute)
		checkUnavailable(t, "Writable()", l.Writable())
		_, _, err := l.Append(t.Context(), "third", nil)
		checkUnavailable(t, "Append()", err)
		checkReadable(t, l, "first")

		disk.heal()
		time.Sleep(2 * watchInterval)
		checkWritable(t, l)
		if seq, _, err := l.Append(t.Context(), "second", nil); seq != 2 || err != nil {
			t.Errorf("Append() again = %d, %v, want 2: it was under way", seq, err)
		}
	})
}

// TestOpenWhileFull opens a log, a new one and an old one, on a full disk:
// that fails at once.
func TestOpenWhileFull(t *testing.T) {
	disk := newBadDisk()
	for range 2 {
		disk.set(syscall.ENOSPC)
		if _, err := open(disk, "log", Options{}); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("open() = %v, want %v", err, syscall.ENOSPC)
		}
		disk.heal()
		l := openOn(t, disk, "log")
		checkWritable(t, l)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}

	mem := vfs.NewMem()
	mem.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: openSpace - 1})
	if _, err := open(mem, "log", Options{}); err == nil || !strings.Contains(err.Error(), "15 MB are free") {
		t.Errorf("open() = %v, want that 15 MB are too little", err)
	}
}

// TestCloseWhileFull closes a log that waits for space.
func TestCloseWhileFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newBadDisk()
		l, err := open(disk, "log", Options{})
		if err != nil {
			t.Fatal(err)
		}
		say(t, l, "first")
		disk.set(syscall.ENOSPC)
		_, _, err = l.Append(t.Context(), "", nil)
		checkUnavailable(t, "Append()", err)
		if err := l.Close(); err == nil {
			t.Error("Close() = nil, want an error: there was something to write")
		}
		disk.heal()
		if got, err := openOn(t, disk, "log").After(t.Context(), 0, 10); len(got) != 1 || err != nil {
			t.Errorf("After() = %v, %v, want the first record", got, err)
		}
	})
}

// TestFault lets a write fail for good: nothing is acknowledged any more, and
// reading goes on.
func TestFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newBadDisk()
		l, err := open(disk, "log", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := l.Append(t.Context(), "first", []byte("text")); err != nil {
			t.Fatal(err)
		}
		disk.set(syscall.EIO)
		_, _, err = l.Append(t.Context(), "second", nil)
		checkUnavailable(t, "Append()", err)
		disk.heal()
		time.Sleep(2 * scrubDelay)
		_, _, err = l.Append(t.Context(), "third", nil)
		checkUnavailable(t, "Append()", err)
		checkUnavailable(t, "Writable()", l.Writable())
		_, _, err = l.Amend(t.Context(), "", nil, room.Amendment{Of: 1, Was: []byte("text")})
		checkUnavailable(t, "Amend()", err)
		checkReadable(t, l, "first")
		if err := l.Close(); err == nil {
			t.Error("Close() = nil, want the error")
		}

		l = openOn(t, disk, "log")
		checkReadable(t, l, "first")
		checkWritable(t, l)
	})
}
