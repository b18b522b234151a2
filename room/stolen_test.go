package room_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"talktalktalk/room"
)

// Who steals the folder finds no secret of anybody's in it: no token and no code. Of
// a key it has an id, and of one that was linked the label that its owner reads.
func TestStolenFolder(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, phone := h.join(key("annskey", "ann")), h.join(browser("", "phone"))
	token, made := phone.Welcome().Token, h.say(ann, "", "/link").Code
	h.say(phone, "", "/link "+made)
	h.say(phone, "", "/claim")
	h.say(phone, "", "here I am")
	unused := h.say(phone, "", "/link").Code
	who := ann.Who()
	ann.Leave(room.Quit)
	phone.Leave(room.Quit)
	h.restart()
	secrets := []string{token, made, unused}
	search := func(where string, what []byte) {
		for _, secret := range secrets {
			if bytes.Contains(what, []byte(secret)) {
				t.Errorf("%s holds %s", where, secret)
			}
		}
	}
	records, err := h.log.After(t.Context(), 0, 100) // of which the files may hold a compressed form
	if err != nil || len(records) < 4 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for _, rec := range records {
		search("a record", rec.Body)
	}
	note, err := h.log.Memory().Load(t.Context(), who)
	if err != nil || note == nil {
		t.Fatalf("the note is %q, %v", note, err)
	}
	search("the note", note)
	err = filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the store puts its files in order meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		search(path, file)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
