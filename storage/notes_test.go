package storage

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// notes counts the notes in the database, those that are over included.
func notes(t *testing.T, l *Log) (n int) {
	t.Helper()
	it, err := l.db.NewIter(&pebble.IterOptions{LowerBound: []byte{prefixNote}, UpperBound: []byte{prefixNote + 1}})
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

// TestNotesExpire saves notes that end, some while the log is open and some
// while it is not.
func TestNotesExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := vfs.NewMem()
		l := openOn(t, disk, "log")
		m := l.Memory()
		const early, late = expirePage + 10, 10
		for i := range early + late {
			until := time.Now().Add(24 * time.Hour)
			if i >= early {
				until = until.Add(24 * time.Hour)
			}
			if err := m.Save(t.Context(), fmt.Sprint("person", i), []byte("note"), until); err != nil {
				t.Fatal(err)
			}
		}
		load := func(person int, want string) {
			t.Helper()
			note, err := m.Load(t.Context(), fmt.Sprint("person", person))
			if string(note) != want || (note == nil) != (want == "") || err != nil {
				t.Errorf("Load(%d) = %q, %v, want %q", person, note, err, want)
			}
		}
		time.Sleep(24*time.Hour - time.Millisecond)
		load(0, "note")
		time.Sleep(time.Millisecond)
		load(0, "")
		load(early, "note")
		time.Sleep(2 * expireInterval)
		if n := notes(t, l); n != late {
			t.Errorf("%d notes are kept, want %d", n, late)
		}
		load(early, "note")

		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		l = openOn(t, disk, "log")
		time.Sleep(2 * notesInterval)
		if n := notes(t, l); n != 0 {
			t.Errorf("%d notes are kept after the log was opened, want none", n)
		}
	})
}

// TestNotesAreSynced crashes the machine some seconds after a note was saved.
func TestNotesAreSynced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := vfs.NewCrashableMem()
		l := openOn(t, disk, "log")
		if err := l.Memory().Save(t.Context(), "ann", []byte("note"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * notesInterval)
		l = openOn(t, disk.CrashClone(vfs.CrashCloneCfg{}), "log")
		if note, err := l.Memory().Load(t.Context(), "ann"); string(note) != "note" || err != nil {
			t.Errorf("Load() = %q, %v after a crash", note, err)
		}
	})
}
