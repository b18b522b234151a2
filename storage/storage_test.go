package storage

import (
	"log/slog"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"go.uber.org/goleak"

	"talktalktalk/room/roomtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var discard = slog.New(slog.DiscardHandler)

// openOn opens a log and closes it at the end, if nobody else did.
func openOn(t testing.TB, disk vfs.FS, dir string) *Log {
	t.Helper()
	l, err := open(disk, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func openTemp(t testing.TB) *Log { return openOn(t, vfs.Default, t.TempDir()) }

// placeOn is dir, to be opened again and again.
func placeOn(disk vfs.FS, dir string) roomtest.Place {
	return func(t *testing.T) roomtest.Log {
		t.Helper()
		l, err := open(disk, dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

// disks are the places that the contract is tested on.
var disks = map[string]func(t *testing.T) roomtest.Place{
	"disk":      func(t *testing.T) roomtest.Place { return placeOn(vfs.Default, t.TempDir()) },
	"crashable": func(*testing.T) roomtest.Place { return placeOn(vfs.NewCrashableMem(), "log") },
}

func TestLog(t *testing.T) {
	for name, newPlace := range disks {
		t.Run(name, func(t *testing.T) { roomtest.TestLog(t, newPlace) })
	}
}

func TestMemory(t *testing.T) {
	for name, newPlace := range disks {
		t.Run(name, func(t *testing.T) { roomtest.TestMemory(t, newPlace) })
	}
}
