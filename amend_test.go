package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestAmendedTextLeavesTheDisk: what a message said before it was edited or
// deleted is in no file after the server was killed and started again, and what
// the messages say now is what was acknowledged (B25).
func TestAmendedTextLeavesTheDisk(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data)
	ann, welcome := browse(t, s, object{Name: "ann"})
	before := []string{rand.Text(), rand.Text(), rand.Text()}
	now := []string{rand.Text(), ""}
	edited, deleted := ann.say("1", before[0]), ann.say("2", before[1])
	ann.amend("3", object{Type: "edit", Seq: edited, Text: before[2]})
	ann.amend("4", object{Type: "edit", Seq: edited, Text: now[0]})
	ann.amend("5", object{Type: "delete", Seq: deleted})
	for _, text := range before {
		if len(holders(t, data, text)) == 0 {
			t.Error("a text cannot be found in the files before the server is killed")
		}
	}
	s.kill()

	s = startOn(t, data)
	for _, text := range before {
		for ctx := withPatience(t); len(holders(t, data, text)) > 0; {
			if ctx.Err() != nil {
				t.Fatalf("%s is still in %v", text, holders(t, data, text))
			}
		}
	}
	ann, _ = browse(t, s, object{Token: welcome.Token})
	for i, m := range ann.history() {
		if m.Text != now[i] || m.Deleted != (now[i] == "") {
			t.Errorf("message %d is %+v, want %q", i, m, now[i])
		}
	}
	ann.amend("5", object{Type: "delete", Seq: deleted}) // known, as before
}

// amend edits or deletes, and wants that to be stored.
func (b *browser) amend(id string, what object) {
	b.t.Helper()
	what.ID = id
	b.send(what)
	if o := b.answer(id); o.Type != "stored" || o.Seq != what.Seq {
		b.t.Fatalf("%+v: %+v, want it stored", what, o)
	}
}

// holders are the files below dir that hold text.
func holders(t testing.TB, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // deleted since its folder was read
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if bytes.Contains(content, []byte(text)) {
			files = append(files, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(fmt.Errorf("search the files: %w", err))
	}
	return files
}
