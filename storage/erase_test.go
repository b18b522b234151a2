package storage

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
)

// secrets are texts that no compression hides from a search.
func secrets(n int) (texts []string) {
	for range n {
		texts = append(texts, rand.Text()+rand.Text())
	}
	return texts
}

func say(t *testing.T, l *Log, texts ...string) (seqs []room.Seq) {
	t.Helper()
	for _, text := range texts {
		seq, _, err := l.Append(t.Context(), "", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		seqs = append(seqs, seq)
	}
	return seqs
}

// chatter fills several write-ahead logs and tables.
func chatter(t *testing.T, l *Log) {
	t.Helper()
	noise := make([]byte, 64<<10)
	for range 100 {
		_, _ = rand.Read(noise)
		say(t, l, string(noise))
	}
}

func erase(t *testing.T, l *Log, seqs ...room.Seq) {
	t.Helper()
	for _, seq := range seqs {
		if err := l.Erase(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
}

// holders are the files below dir that hold text.
func holders(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // deleted by Pebble since
			return nil
		}
		if bytes.Contains(content, []byte(text)) {
			files = append(files, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func flush(t *testing.T, l *Log) {
	t.Helper()
	if err := l.db.Flush(); err != nil {
		t.Fatal(err)
	}
}

func compact(t *testing.T, l *Log) {
	t.Helper()
	if err := l.db.Compact(t.Context(), []byte{0}, []byte{0xff}, false); err != nil {
		t.Fatal(err)
	}
}

// TestEraseLeavesTheFiles erases text in whatever part of the store it has
// come to.
func TestEraseLeavesTheFiles(t *testing.T) {
	nothing := func(t *testing.T, l *Log) {}
	for _, test := range []struct {
		name          string
		before, after func(t *testing.T, l *Log) // the erasing
	}{
		{"from memory", nothing, nothing},
		{"from a fresh table", flush, nothing},
		{"from the lowest table", compact, nothing},
		{"from below other tables", func(t *testing.T, l *Log) { flush(t, l); chatter(t, l) }, nothing},
		{"when more is written", nothing, chatter},
		{"when all is written anew", flush, compact},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				l := openOn(t, vfs.Default, dir)
				texts := secrets(20)
				seqs := say(t, l, texts...)
				test.before(t, l)
				if len(holders(t, dir, texts[1])) == 0 {
					t.Fatal("the text cannot be found in the files before it is erased")
				}
				erase(t, l, seqs[1], seqs[2], seqs[19])
				test.after(t, l)
				time.Sleep(2 * ScrubDelay)
				checkErased(t, dir, texts)
			})
		})
	}
}

func checkErased(t *testing.T, dir string, texts []string) {
	t.Helper()
	for i, text := range texts {
		files := holders(t, dir, text)
		if slices.Contains([]int{1, 2, 19}, i) != (len(files) == 0) {
			t.Errorf("text %d is in %v", i, files)
		}
	}
}

// TestEraseGoesOnAfterCrash crashes before erased text has left the files.
func TestEraseGoesOnAfterCrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, crashed := t.TempDir(), t.TempDir()
		l := openOn(t, vfs.Default, dir)
		texts := secrets(20)
		seqs := say(t, l, texts...)
		compact(t, l) // or else coming up again would do it
		erase(t, l, seqs[1], seqs[2], seqs[19])
		if err := os.CopyFS(crashed, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if len(holders(t, crashed, texts[1])) == 0 {
			t.Fatal("the text has left the files before the crash")
		}
		openOn(t, vfs.Default, crashed)
		time.Sleep(2 * ScrubDelay)
		checkErased(t, crashed, texts)
	})
}

// TestEraseManyFarApart erases what takes several compactions.
func TestEraseManyFarApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openOn(t, vfs.NewMem(), "log")
		for range 3 {
			l.tail.seq += 2 * scrubGap // nobody is writing
			erase(t, l, say(t, l, secrets(2)...)...)
		}
		if left, err := l.erasures(scrubPage); len(left) != 6 || err != nil {
			t.Errorf("erasures() = %v, %v, want 6", left, err)
		}
		time.Sleep(2 * ScrubDelay)
		if left, err := l.erasures(scrubPage); len(left) != 0 || err != nil {
			t.Errorf("erasures() = %v, %v after the files were rewritten", left, err)
		}
	})
}
