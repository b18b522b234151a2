package room_test

import (
	"strings"
	"testing"

	"talktalktalk/room"
)

func TestNames(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	for _, c := range []struct {
		v      room.Visitor
		want   string // or what it begins with, before a *
		notice string
	}{
		{room.Visitor{Name: "ann"}, "ann2", "ann is taken, you are ann2"},
		{room.Visitor{Name: "ANN"}, "ANN3", "ANN is taken, you are ANN3"},
		{room.Visitor{Name: "b<ob>"}, "bob", "a name has letters, digits and _ only, you are bob"},
		{room.Visitor{Name: ""}, "user*", ""},
		{room.Visitor{Name: "Admin"}, "user*", "that name is reserved, you are user*"},
		{room.Visitor{Name: "аdmin"}, "а", "the letters of a name are of one script, you are а"},
		{room.Visitor{Name: "ａｄｍｉｎ"}, "user*", "that name is reserved, you are user*"},
		{room.Visitor{Name: "!?"}, "user*", "that is no name: it has letters, digits and _ only, you are user*"},
		{room.Visitor{Via: room.SSH, Name: "root"}, "user*", ""},
		{room.Visitor{Via: room.SSH, Name: "carl"}, "carl", ""},
	} {
		w := h.join(c.v).Welcome()
		match := func(got, want string) bool {
			before, _, open := strings.Cut(want, "*")
			return got == want || open && strings.HasPrefix(got, before) && len(got) > len(before)
		}
		if notices := strings.Join(w.Notices, "|"); !match(w.Name, c.want) || !match(notices, c.notice) {
			t.Errorf("%q by %s is called %q with %q, want %q with %q", c.v.Name, c.v.Via, w.Name, notices, c.want, c.notice)
		}
	}
	if got, note, err := ann.Rename(t.Context(), "bob"); got != "bob2" || note != "bob is taken, you are bob2" || err != nil {
		t.Errorf("Rename(bob) = %q, %q, %v", got, note, err)
	}
	if _, _, err := ann.Rename(t.Context(), "admin"); code(err) != room.CodeNameReserved {
		t.Errorf("Rename(admin) = %v", err)
	}
	if got := ann.Name(); got != "bob2" {
		t.Errorf("after a refusal the name is %q", got)
	}
}

func TestKeyRemembersItsName(t *testing.T) {
	h := newHouse(t, room.Options{})
	v := room.Visitor{Via: room.SSH, Key: "SHA256:abc", Name: "carl"}
	s := h.join(v)
	who := s.Welcome().Who
	h.say(s, "", "/nick max")
	s.Leave(room.Quit)
	h.restart()
	if w := h.join(v).Welcome(); w.Name != "max" || w.Who != who {
		t.Errorf("the key comes back as %q, %s; want max, %s", w.Name, w.Who, who)
	}
}

func TestSamePersonComesBackUnderItsName(t *testing.T) {
	h := newHouse(t, room.Options{})
	first := h.join(room.Visitor{Name: "ann"})
	first.Leave(room.Lost)
	again := h.join(room.Visitor{Name: "ann", Token: first.Welcome().Token}).Welcome()
	if again.Name != "ann" || again.Who != first.Welcome().Who || again.Token != first.Welcome().Token {
		t.Errorf("comes back as %+v", again)
	}
	stranger := h.join(room.Visitor{Name: "ann", Token: "made-up"}).Welcome()
	if stranger.Name != "ann2" || stranger.Token == "made-up" || stranger.Token == "" {
		t.Errorf("with a made-up token: %+v", stranger)
	}
}

func TestAdminBySecret(t *testing.T) {
	plain, secret := room.NewSecret()
	h := newHouse(t, room.Options{Secret: secret})
	ann := h.join(room.Visitor{Name: "ann"})
	h.say(ann, "", "/nick "+plain)
	if ann.Name() != "admin" || !ann.Admin() {
		t.Fatalf("with the secret: %q, admin %v", ann.Name(), ann.Admin())
	}
	second := h.join(room.Visitor{Name: plain})
	if second.Name() != "admin2" || !second.Admin() {
		t.Errorf("the second with the secret: %q, admin %v", second.Name(), second.Admin())
	}
	if s := h.join(room.Visitor{Via: room.SSH, Name: plain}); s.Admin() || strings.Contains(s.Name(), "talk") {
		t.Errorf("as an ssh user name: %q, admin %v", s.Name(), s.Admin())
	}
	if _, err := ann.Enter(t.Context(), "", "psst "+plain); code(err) != room.CodeSecret {
		t.Errorf("the secret in a message: %v", err)
	}
	h.say(ann, "", "hello")
	if e := read(t, second, 1)[0]; !e.Admin || e.Name != "admin" {
		t.Errorf("the admin's message is %+v", e)
	}

	token, token2 := ann.Welcome().Token, second.Welcome().Token
	ann.Leave(room.Quit)
	if s := h.join(room.Visitor{Token: token, Name: "admin"}); s.Name() != "admin" || !s.Admin() {
		t.Errorf("with the token: %q, admin %v", s.Name(), s.Admin())
	}
	_, other := room.NewSecret()
	h.SetSecret(other)
	if second.Admin() || strings.HasPrefix(second.Name(), "admin") {
		t.Errorf("after another secret: %q, admin %v", second.Name(), second.Admin())
	}
	second.Leave(room.Quit)
	if s := h.join(room.Visitor{Token: token2, Name: "admin2"}); s.Admin() || strings.HasPrefix(s.Name(), "admin") {
		t.Errorf("with the old token: %q, admin %v", s.Name(), s.Admin())
	}
}

func TestAdminGivesItsRankUpWithTheName(t *testing.T) {
	plain, secret := room.NewSecret()
	h := newHouse(t, room.Options{Secret: secret, AdminKeys: []string{"k"}})
	s := h.join(room.Visitor{Name: plain})
	h.say(s, "", "/nick ann")
	if s.Admin() || s.Name() != "ann" {
		t.Errorf("%q, admin %v", s.Name(), s.Admin())
	}
	if _, err := s.Enter(t.Context(), "", "/nick admin"); code(err) != room.CodeNameReserved {
		t.Errorf("and back without the secret: %v", err)
	}
	key := h.join(room.Visitor{Via: room.SSH, Key: "k", Name: "joe"})
	h.say(key, "", "/nick jo")
	if !key.Admin() {
		t.Error("a listed key is an admin under any name")
	}
}
