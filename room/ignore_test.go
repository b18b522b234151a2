package room_test

import (
	"fmt"
	"testing"

	"talktalktalk/room"
)

func TestIgnore(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, bob := h.join(room.Visitor{Name: "ann"}), h.join(room.Visitor{Name: "Bob"})
	carl := h.join(room.Visitor{Via: room.SSH, Name: "carl"})
	h.say(carl, "", "hi")
	carl.Leave(room.Quit)

	for _, step := range []struct {
		line, answer string
		code         room.Code
		bob, carl    bool
	}{
		{"/ignore", "you ignore nobody; /ignore NAME hides what somebody says", "", false, false},
		{"/ignore bob", "you ignore Bob; /unignore Bob undoes that", "", true, false},
		{"/ignore @BOB", "you ignore Bob; /unignore Bob undoes that", "", true, false},
		{"/ignore carl", "you ignore carl; /unignore carl undoes that", "", true, true}, // has left
		{"/ignore", "you ignore Bob, carl", "", true, true},
		{"/ignore ann", "", room.CodeBadRequest, true, true},
		{"/ignore nobody", "", room.CodeNotFound, true, true},
		{"/ignore B0b", "", room.CodeNotFound, true, true}, // looks alike, but is another name
		{"/unignore nobody", "", room.CodeNotFound, true, true},
		{"/unignore", "", room.CodeBadRequest, true, true},
		{"/unignore bob", "you ignore carl", "", false, true},
	} {
		r, err := ann.Enter(t.Context(), "", step.line)
		if r.Answer != step.answer && step.code == "" || code(err) != step.code {
			t.Errorf("%s: %q, %v; want %q, code %q", step.line, r.Answer, err, step.answer, step.code)
		}
		if b, c := ann.Ignores(bob.Welcome().Who), ann.Ignores(carl.Welcome().Who); b != step.bob || c != step.carl {
			t.Errorf("after %s: ignores bob %v, carl %v; want %v, %v", step.line, b, c, step.bob, step.carl)
		}
	}
}

// TestIgnoreFollowsThePerson over names, sessions and a restart.
func TestIgnoreFollowsThePerson(t *testing.T) {
	h := newHouse(t, room.Options{})
	bob := h.join(room.Visitor{Name: "bob"})
	ann := h.join(room.Visitor{Name: "ann"})
	again := h.join(room.Visitor{Token: ann.Welcome().Token})
	h.say(ann, "", "/ignore bob")
	if !again.Ignores(bob.Welcome().Who) || bob.Ignores(ann.Welcome().Who) {
		t.Error("another session of ann should ignore bob, and bob nobody")
	}
	h.say(bob, "", "/nick max")
	h.say(ann, "", "/nick anna")
	for _, s := range []*room.Session{ann, again, bob} {
		s.Leave(room.Quit)
	}
	h.restart()
	ann = h.join(room.Visitor{Token: ann.Welcome().Token})
	if got := fmt.Sprint(ann.Ignored()); got != fmt.Sprintf("[{%s bob}]", bob.Welcome().Who) {
		t.Errorf("after a restart ann ignores %s", got)
	}
	h.join(room.Visitor{Token: bob.Welcome().Token})
	if r := h.say(ann, "", "/unignore max"); r.Answer != "you ignore nobody; /ignore NAME hides what somebody says" {
		t.Errorf("by the new name: %q", r.Answer)
	}
}

func TestIgnoreBound(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	for i := range 101 {
		h.join(room.Visitor{Name: fmt.Sprint("bob", i)})
		_, err := ann.Enter(t.Context(), "", fmt.Sprint("/ignore bob", i))
		if refused := code(err) == room.CodeBadRequest; refused != (i == 100) {
			t.Errorf("the %d. person: %v", i+1, err)
		}
	}
}
