package room_test

import (
	"bytes"
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
	ann.Leave(room.Quit)
	phone.Leave(room.Quit)
	h.restart()
	found := false
	err := filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		for _, secret := range []string{token, made, unused} {
			if bytes.Contains(file, []byte(secret)) {
				t.Errorf("%s holds %s", path, secret)
			}
		}
		found = found || bytes.Contains(file, []byte("here I am"))
		return err
	})
	if err != nil || !found {
		t.Errorf("what was said is not there either: %v", err)
	}
}
