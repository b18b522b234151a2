package room_test

import (
	"testing"

	"talktalktalk/room"
)

// TestAuthor: who passes without a key speaks as its name, in one color and
// group, whichever connection it came by, and no session may change what it
// said. Who has a key, or stays, speaks as itself.
func TestAuthor(t *testing.T) {
	h := newHouse(t, room.Options{})
	page := h.join(room.Visitor{Name: "reader"})
	pass := func(v room.Visitor) *room.Event {
		t.Helper()
		v.Via, v.Passing = room.SSH, true
		r := h.say(h.join(v), "", "hello")
		got, err := page.After(t.Context(), r.Seq-1, 1)
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("After() = %v, %v", got, err)
		}
		return got.Events[0]
	}
	if one, two := pass(room.Visitor{Name: "root"}), pass(room.Visitor{Name: "root"}); one.Owner != two.Owner || one.Name != two.Name {
		t.Errorf("root is %s, then %s", one.Name, two.Name)
	}
	one, two := pass(room.Visitor{Name: "builds"}), pass(room.Visitor{Name: "Builds"})
	if one.Owner != two.Owner || one.Color() != two.Color() {
		t.Errorf("%s is %s, then %s %s", one.Name, one.Owner, two.Name, two.Owner)
	}
	if two.Note != "" {
		t.Errorf("the second has the note %q", two.Note)
	}
	if other := pass(room.Visitor{Name: "backup"}); other.Owner == one.Owner {
		t.Error("backup and builds are one")
	}
	keyed := room.Visitor{Name: "builds", Key: "SHA256:builds"}
	if owned := pass(keyed); owned.Owner == one.Owner || owned.Owner != pass(keyed).Owner {
		t.Error("with a key it is not the key's")
	}
	for _, v := range []room.Visitor{{Via: room.SSH, Name: "builds"}, {Via: room.SSH, Name: "builds", Passing: true}, keyed, {Name: "builds"}} {
		_, err := h.join(v).Delete(t.Context(), "", one.Seq)
		wantCode(t, err, room.CodeForbidden)
	}
	stays := h.join(room.Visitor{Via: room.SSH, Name: "sam"})
	if _, err := stays.Edit(t.Context(), "", h.say(stays, "", "a").Seq, "b"); err != nil {
		t.Errorf("who stays may not edit: %v", err)
	}
}
