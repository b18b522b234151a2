package webui_test

import (
	"fmt"
	"testing"

	"talktalktalk/room"
)

// TestStanding: what keeps somebody from writing is told when it changes, and
// anew when it is asked for; and an admin which numbers may be named.
func TestStanding(t *testing.T) {
	t.Parallel()
	plain, secret := room.NewSecret()
	h := build(t, plan{})
	h.room.SetSecret(secret)
	bob := h.join("bob")
	admin := h.join("ann")
	admin.send(fmt.Sprintf(`{"type":"name","id":"n","name":%q}`, plain))
	admin.answer("n")
	var numbers object // that the admin was told last, which may come before the answer
	obey := func(id, line string) object {
		admin.send(fmt.Sprintf(`{"type":"say","id":%q,"text":%q}`, id, line))
		return admin.find("answer to "+id, func(o object) bool {
			if o.text("type") == "numbers" {
				numbers = o
			}
			return o.text("id") == id
		})
	}
	wantNumbers := func(want string) {
		t.Helper()
		for fmt.Sprint(numbers["undo"], numbers["bans"], len(numbers.list("muted"))) != want {
			numbers = admin.until("numbers")
		}
	}

	notice := obey("1", "/mute bob 5m hush")
	did, _ := notice["act"].(map[string]any)
	if did["n"] != 1.0 || did["undo"] != true || did["text"] != notice["text"] {
		t.Errorf("the answer to an act: %v, want the act in it", notice)
	}
	wantNumbers("[1] [] 1") // of what can be undone, and of bans
	if quiet := numbers.list("muted")[0]; quiet["who"] == "" || quiet["retry_ms"].(float64) > 300_000 {
		t.Errorf("an admin is told of %v as muted, want who and for how long", quiet)
	}
	told := bob.until("standing")
	barred, _ := told["barred"].(map[string]any)
	if wait, _ := barred["retry_ms"].(float64); barred["why"] != "You are muted by admin: hush." || wait <= 0 || wait > 300_000 || told["n"] != 1.0 {
		t.Errorf("standing: %v, want why and for how long", told)
	}
	bob.send(`{"type":"standing","id":"s"}`)
	if o := bob.answer("s"); o.text("type") != "standing" || fmt.Sprint(o["barred"].(map[string]any)["why"]) != "You are muted by admin: hush." {
		t.Errorf("standing, asked for: %v", o)
	}

	obey("2", "/undo 1")
	wantNumbers("[] [] 0")
	obey("3", "/slow 1h")
	bob.send(`{"type":"say","id":"4","text":"hello"}`)
	bob.answer("4")
	bob.send(`{"type":"standing","id":"t"}`)
	if o := bob.answer("t"); o["slow_ms"] != 3_600_000.0 || o["wait_ms"] == nil || o["barred"] != nil {
		t.Errorf("standing in the slow mode, after a message: %v", o)
	}
	obey("5", "/ban bob 2h advertising")
	bob.banned("You are banned by admin: advertising.")
}

// banned reads to the end, which must be that of who is banned, and told why.
func (c *client) banned(why string) {
	c.t.Helper()
	objects, code := c.rest()
	last := objects[len(objects)-1]
	if code != 1008 || last.text("type") != "bye" || last["code"] != "banned" || last["why"] != why {
		c.t.Errorf("who is banned: close %d after %v", code, last)
	}
}
