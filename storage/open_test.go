package storage

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

func TestOpenMakesAFolderForItsOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	openOn(t, vfs.Default, dir)
	info, err := os.Stat(dir)
	if err != nil || info.Mode() != fs.ModeDir|0o700 {
		t.Errorf("the folder is %v, %v", info.Mode(), err)
	}
}

func TestOpenInUse(t *testing.T) {
	dir := t.TempDir()
	l := openOn(t, vfs.Default, dir)
	_, err := Open(dir, Options{})
	checkInUse(t, err, dir)

	if _, _, err := l.Append(t.Context(), "", nil); err != nil {
		t.Errorf("Append() = %v after another Open failed", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	openOn(t, vfs.Default, dir)
}

func checkInUse(t *testing.T, err error, dir string) {
	t.Helper()
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("Open() of a folder in use = %v", err)
	}
}

// TestOpenInUseElsewhere has another process, this test again, hold the folder.
func TestOpenInUseElsewhere(t *testing.T) {
	if dir := os.Getenv("STORAGE_TEST_HOLD"); dir != "" {
		openOn(t, vfs.Default, dir)
		_, _ = os.Stdout.WriteString("\nopen\n")
		_, _ = bufio.NewReader(os.Stdin).ReadByte() // until the parent closes it
		return
	}
	dir := t.TempDir()
	other := exec.Command(os.Args[0], "-test.run=^TestOpenInUseElsewhere$")
	other.Env = append(os.Environ(), "STORAGE_TEST_HOLD="+dir)
	in, _ := other.StdinPipe()
	out, _ := other.StdoutPipe()
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "open" {
	}
	_, err := Open(dir, Options{})
	checkInUse(t, err, dir)

	_ = in.Close()
	for lines.Scan() {
	}
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	openOn(t, vfs.Default, dir)
}

func TestOpenRefuses(t *testing.T) {
	set := func(key, value string) func(t *testing.T, disk vfs.FS) {
		return func(t *testing.T, disk vfs.FS) {
			db, err := pebble.Open("log", &pebble.Options{FS: disk, FormatMajorVersion: pebble.FormatNewest, Logger: pebbleLogger{discard, newHealth()}})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Set([]byte(key), []byte(value), pebble.Sync), db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name    string
		prepare func(t *testing.T, disk vfs.FS)
		want    error
		says    string
	}{
		{"a newer store", set(string(keyFormat), "4"), errNewer, "its format is 4"},
		{"a strange format", set(string(keyFormat), "two"), errForeign, ""},
		{"another program's store", set("something", "else"), errForeign, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			disk := vfs.NewMem()
			openOn(t, disk, "log").Close()
			if test.want == errForeign {
				disk = vfs.NewMem()
			}
			test.prepare(t, disk)
			for range 2 { // the first does not keep the lock
				_, err := open(disk, "log", Options{})
				if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("open() = %v, want %v", err, test.want)
				}
			}
		})
	}
}

// TestOpenDamaged opens a store that misses a file: each time that is the
// error, since no attempt keeps the lock.
func TestOpenDamaged(t *testing.T) {
	disk := vfs.NewMem()
	if err := openOn(t, disk, "log").Close(); err != nil {
		t.Fatal(err)
	}
	names, err := disk.List("log")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "MANIFEST") {
			if err := disk.Remove("log/" + name); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 2 {
		if _, err := open(disk, "log", Options{}); err == nil || !strings.Contains(err.Error(), "MANIFEST") {
			t.Errorf("open() = %v, want that the manifest is missing", err)
		}
	}
}

func TestOpenWhereItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if _, err := Open(dir, Options{}); err == nil || errors.Is(err, ErrInUse) {
			t.Errorf("Open(%q) = %v, want another error", dir, err)
		}
	}
}

// TestQuiet checks that an ordinary life leaves nothing in the server's log.
func TestQuiet(t *testing.T) {
	var said bytes.Buffer
	dir := t.TempDir()
	for range 2 {
		l, err := Open(dir, Options{Logger: slog.New(slog.NewTextHandler(&said, nil))})
		if err != nil {
			t.Fatal(err)
		}
		erase(t, l, say(t, l, secrets(3)...)...)
		if err := errors.Join(l.scrubAll(t.Context()), l.expire(t.Context(), time.Now()), l.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if said.Len() > 0 {
		t.Errorf("the log says %s", &said)
	}
}
