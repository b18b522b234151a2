package storage

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// A lockedFolder is a disk on which no file can be made while it has an error.
type lockedFolder struct {
	vfs.FS
	fail atomic.Pointer[syscall.Errno]
}

func newLockedFolder() *lockedFolder {
	d := &lockedFolder{}
	d.FS = errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if errno := d.fail.Load(); errno != nil && op.Kind == errorfs.OpCreate {
			return *errno
		}
		return nil
	}))
	return d
}

// large is a body of which a few make Pebble begin another write-ahead log.
var large = bytes.Repeat([]byte("x"), memTableBytes/4)

// fillUntilRefused appends until the log takes no more, and returns how many it took.
func fillUntilRefused(t *testing.T, l *Log) (taken int) {
	t.Helper()
	for taken < 100 {
		_, _, err := l.Append(t.Context(), "", large)
		if err != nil {
			checkUnavailable(t, "Append()", err)
			return taken
		}
		taken++
	}
	t.Fatal("100 large records were taken: no write-ahead log was begun, and this test sees nothing")
	return 0
}

// TestNoNewLog: where no new write-ahead log can be made, whatever the reason,
// nothing is stored, reading goes on, and writing comes back by itself.
func TestNoNewLog(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.EACCES, syscall.EMFILE, syscall.EROFS, syscall.EIO, syscall.ENOENT} {
		t.Run(errno.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				disk := newLockedFolder()
				l := openOn(t, disk, "log")
				if _, _, err := l.Append(t.Context(), "first", []byte("text")); err != nil {
					t.Fatal(err)
				}
				disk.fail.Store(&errno)
				taken := fillUntilRefused(t, l)
				checkUnavailable(t, "Writable()", l.Writable())
				checkReadable(t, l, "first")

				disk.fail.Store(nil)
				time.Sleep(2 * watchInterval)
				checkWritable(t, l)
				if got, err := l.After(t.Context(), 0, 100); len(got) < 1+taken+1 || err != nil {
					t.Errorf("After() gives %d records, %v; at least %d were stored", len(got), err, 1+taken+1)
				}
			})
		})
	}
}

// TestCloseWithoutNewLog: the log closes while a write waits for its files, and
// keeps what it said that it had stored.
func TestCloseWithoutNewLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newLockedFolder()
		l := openOn(t, disk, "log")
		errno := syscall.EACCES
		disk.fail.Store(&errno)
		taken := fillUntilRefused(t, l)
		_ = l.Close() // it may say that the last table could not be written
		disk.fail.Store(nil)
		again := openOn(t, disk, "log")
		if got, err := again.After(t.Context(), 0, 100); len(got) < taken || err != nil {
			t.Errorf("After() gives %d records, %v; %d were stored", len(got), err, taken)
		}
	})
}

// TestRemovedFolder: what is written to files that were removed is not taken for
// stored; with the files back, all goes on.
func TestRemovedFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	l := openOn(t, vfs.Default, dir)
	first, _, err := l.Append(t.Context(), "first", []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			_, _, err := l.Append(t.Context(), "second", nil)
			checkUnavailable(t, "Append()", err)
		})
	}
	work.Wait()
	checkUnavailable(t, "Writable()", l.Writable())
	if err := os.Mkdir(dir, 0o700); err != nil { // another folder is not the one
		t.Fatal(err)
	}
	if err := l.obstacle(); err == nil {
		t.Error("obstacle() = nil in an empty folder")
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	l.measure()
	second, _, err := l.Append(t.Context(), "second", nil)
	if err != nil || second != first+1 {
		t.Errorf("Append() again = %d, %v, want %d", second, err, first+1)
	}
}

// TestUnknownSpace: not to know how much space there is is not to have enough.
func TestUnknownSpace(t *testing.T) {
	l := openOn(t, blindDisk{vfs.NewMem()}, "log")
	checkUnavailable(t, "Writable()", l.Writable())
}

// A blindDisk cannot say how much space it has.
type blindDisk struct{ vfs.FS }

func (blindDisk) GetDiskUsage(string) (vfs.DiskUsage, error) { return vfs.DiskUsage{}, syscall.EIO }

// A turningDisk runs turn once, before it tells of a file.
type turningDisk struct {
	vfs.FS
	turn func()
}

func (d *turningDisk) Stat(name string) (vfs.FileInfo, error) {
	if turn := d.turn; turn != nil {
		d.turn = nil
		turn()
	}
	return d.FS.Stat(name)
}

// TestLogTurns: a write-ahead log that goes because the next one is there is not
// missed, however slow who looks for it.
func TestLogTurns(t *testing.T) {
	disk := &turningDisk{FS: vfs.NewMem()}
	if err := disk.MkdirAll("log", 0o700); err != nil {
		t.Fatal(err)
	}
	f := newFiles(disk, &Log{dir: "log", disk: disk})
	begin := func(name string) {
		file, err := f.Create(name, vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	begin("log/000001.log")
	disk.turn = func() {
		begin("log/000002.log")
		if err := disk.Remove("log/000001.log"); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.inPlace(); err != nil {
		t.Errorf("inPlace() = %v", err)
	}
	if err := disk.Remove("log/000002.log"); err != nil {
		t.Fatal(err)
	}
	if f.inPlace() == nil {
		t.Error("the newest is gone, and nobody notices")
	}
}
