package storage

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
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

// secrets are texts that no compression hides from a search: random bytes, and
// so many that what stands between them is not worth compressing.
func secrets(n int) (texts []string) {
	for range n {
		text := make([]byte, 256)
		_, _ = rand.Read(text)
		texts = append(texts, string(text))
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

// erase puts nothing in the place of the records' bodies.
func erase(t *testing.T, l *Log, seqs ...room.Seq) {
	t.Helper()
	for _, seq := range seqs {
		mend(t, l, seq, "")
	}
}

// mend puts text in the place of the record's body.
func mend(t *testing.T, l *Log, seq room.Seq, text string) {
	t.Helper()
	was, err := l.After(t.Context(), seq-1, 1)
	if err != nil || len(was) != 1 {
		t.Fatalf("After(%d, 1) = %v, %v", seq-1, was, err)
	}
	a := room.Amendment{Of: seq, Was: was[0].Body, Body: []byte(text)}
	if _, _, err := l.Amend(t.Context(), "", fmt.Appendf(nil, erasureForm, seq), a); err != nil {
		t.Fatal(err)
	}
}

const erasureForm = "amends %d"

// erasureOf is the record whose erasure r tells of.
func erasureOf(r room.Record) (of room.Seq, ok bool) {
	_, err := fmt.Sscanf(string(r.Body), erasureForm, &of)
	return of, err == nil
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
				time.Sleep(2 * scrubDelay)
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
		time.Sleep(2 * scrubDelay)
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
		time.Sleep(2 * scrubDelay)
		if left, err := l.erasures(scrubPage); len(left) != 0 || err != nil {
			t.Errorf("erasures() = %v, %v after the files were rewritten", left, err)
		}
	})
}

// TestMendedTextLeavesTheFiles amends a record several times, once while the
// files are rewritten for the time before: what it held is gone, what it
// holds is there.
func TestMendedTextLeavesTheFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		l := openOn(t, vfs.Default, dir)
		texts := secrets(5)
		seq := say(t, l, texts[0])[0]
		for i, text := range texts[1:] {
			if i%2 == 0 {
				compact(t, l)
			}
			mend(t, l, seq, text)
		}
		noted, err := l.erasures(scrubPage)
		if len(noted) != 4 || err != nil {
			t.Errorf("erasures() = %v, %v, want 4", noted, err)
		}
		if err := l.scrubOnce(t.Context(), noted[:3]); err != nil {
			t.Error(err)
		}
		if left, err := l.erasures(scrubPage); len(left) != 1 || err != nil {
			t.Errorf("erasures() = %v, %v, want the one that came meanwhile", left, err)
		}
		time.Sleep(2 * scrubDelay)
		for i, text := range texts {
			if files := holders(t, dir, text); (len(files) > 0) != (i == 4) {
				t.Errorf("text %d is in %v", i, files)
			}
		}
	})
}
