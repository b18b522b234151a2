package storage

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"talktalktalk/room"
)

// TestCopyUnderLoad copies a log that eight writers write to: the copy is a log of
// its own, and holds all that was told before it was begun.
func TestCopyUnderLoad(t *testing.T) {
	l := openTemp(t)
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		writers.Go(func() {
			for !isClosed(stop) {
				if _, _, err := l.Append(t.Context(), "", []byte("text")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		told := say(t, l, "told")[0]
		dir := filepath.Join(t.TempDir(), "copy")
		if err := l.Copy(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		c := openOn(t, vfs.Default, dir)
		if c.Epoch() == l.Epoch() || c.Epoch() == "" {
			t.Errorf("the copy's epoch is %q, that of the log %q", c.Epoch(), l.Epoch())
		}
		got, err := c.After(t.Context(), 0, int(told))
		if len(got) != int(told) || err != nil {
			t.Fatalf("the copy has %d records, %v; want at least %d", len(got), err, told)
		}
		if last := got[len(got)-1]; last.Seq != told || string(last.Body) != "told" {
			t.Errorf("record %d of the copy is %q, want told", last.Seq, last.Body)
		}
	}
	close(stop)
	writers.Wait()
	say(t, l, "goes on")
}

// TestCopyErased: what was erased just before is not in a copy's files.
func TestCopyErased(t *testing.T) {
	l := openTemp(t)
	seq := say(t, l, "a secret that slipped out")[0]
	say(t, l, "another")
	a := room.Amendment{Of: seq, Was: []byte("a secret that slipped out"), Body: []byte("gone")}
	if _, _, err := l.Amend(t.Context(), "", []byte("erased"), a); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "copy")
	if err := l.Copy(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("slipped")) {
			t.Errorf("%s of the copy holds what was erased", f.Name())
		}
	}
}

// TestCopyOnFullDisk: where the copy finds no space it ends with an error, leaves
// nothing, and the log goes on.
func TestCopyOnFullDisk(t *testing.T) {
	mem := vfs.NewMem()
	disk := errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if strings.HasPrefix(op.Path, "copy") && (op.Kind == errorfs.OpCreate || op.Kind == errorfs.OpFileWrite) {
			return syscall.ENOSPC
		}
		return nil
	}))
	l := openOn(t, disk, "log")
	say(t, l, "text")
	if err := l.Copy(t.Context(), "copy"); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("Copy() = %v, want no space", err)
	}
	if _, err := mem.Stat("copy"); err == nil {
		t.Error("half a copy is left")
	}
	checkWritable(t, l)
}

// TestCopyTwice: a folder that is there is left alone.
func TestCopyTwice(t *testing.T) {
	l := openTemp(t)
	dir := filepath.Join(t.TempDir(), "copy")
	if err := l.Copy(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	before := openOn(t, vfs.Default, dir).Epoch()
	if err := l.Copy(t.Context(), dir); err == nil {
		t.Error("Copy() to a folder that is there gives no error")
	}
	if _, err := os.Stat(dir); err != nil || before == "" {
		t.Errorf("the first copy: %v, epoch %q", err, before)
	}
}
