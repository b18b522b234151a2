package room_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"talktalktalk/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWhatIsSaidIsShownToAll(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, bob := h.join(room.Visitor{Name: "ann"}), h.join(room.Visitor{Via: room.SSH, Name: "bob"})
	r := h.say(ann, "c-1", " hello\r\nthere ")
	for _, s := range []*room.Session{ann, bob} {
		if e := read(t, s, 1)[0]; e.Seq != r.Seq || e.Name != "ann" || e.Text != "hello\nthere" || e.Owner != ann.Welcome().Who {
			t.Errorf("%s is shown %+v, want message %d", s.Name(), e, r.Seq)
		}
	}
}

func TestSameIDIsOneMessage(t *testing.T) {
	h := newHouse(t, room.Options{Flood: room.Flood{Messages: 1, Window: time.Hour}})
	ann := h.join(room.Visitor{Name: "ann"})
	first := h.say(ann, "c-1", "hello")
	token := ann.Welcome().Token

	again := h.join(room.Visitor{Token: token})
	if r := h.say(again, "c-1", "hello"); r.Seq != first.Seq || !r.Time.Equal(first.Time) {
		t.Errorf("on another connection: %+v, want %+v", r, first)
	}
	if _, err := again.Enter(t.Context(), "c-2", "x"); code(err) != room.CodeFlood {
		t.Errorf("the second message: %v, want a refusal", err)
	}
	bob := h.join(room.Visitor{Name: "bob"})
	if r := h.say(bob, "c-1", "hello"); r.Seq == first.Seq {
		t.Error("another person's id is taken for the same")
	}
	for _, s := range []*room.Session{ann, again, bob} {
		s.Leave(room.Quit)
	}
	h.restart()
	ann = h.join(room.Visitor{Token: token})
	if r := h.say(ann, "c-1", "hello"); r.Seq != first.Seq {
		t.Errorf("after a restart: %+v, want %+v", r, first)
	}
}

func TestSameIDAtOnceIsOneMessage(t *testing.T) {
	h := newHouse(t, room.Options{Flood: room.Flood{Messages: 1, Window: time.Hour}})
	ann := h.join(room.Visitor{Name: "ann"})
	var got [8]room.Receipt
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			var err error
			if got[i], err = ann.Enter(t.Context(), "c-1", "hello"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, r := range got {
		if r != got[0] {
			t.Errorf("answers %+v and %+v", r, got[0])
		}
	}
}

func TestEleventhIsRefused(t *testing.T) {
	h := newHouse(t, room.Options{Flood: room.Flood{Messages: 10, Window: time.Hour}})
	ann := h.join(room.Visitor{Name: "ann"})
	other := h.join(room.Visitor{Token: ann.Welcome().Token})
	for i := range 10 {
		h.say([]*room.Session{ann, other}[i%2], "", "x")
	}
	for range 3 {
		_, err := ann.Enter(t.Context(), "", "x")
		var r *room.Refusal
		if !errors.As(err, &r) || r.Code != room.CodeFlood || r.Wait <= 0 {
			t.Fatalf("the eleventh: %v", err)
		}
	}
	for range 50 {
		if _, err := ann.Before(t.Context(), room.MaxSeq, 100); err != nil {
			t.Fatalf("reading: %v", err)
		}
	}
}

func TestLines(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	for line, want := range map[string]string{
		"//shrug":              "/shrug",
		"/usr/bin/env is here": "/usr/bin/env is here",
		" /nick bob":           "/nick bob", // not at the very start
		"/":                    "/",
		"/ what":               "/ what",
		"/etc/":                "/etc/",
		"a /me b":              "a /me b",
	} {
		r := h.say(ann, "", line)
		page, err := ann.After(t.Context(), r.Seq-1, 1)
		if err != nil || len(page.Events) != 1 || page.Events[0].Text != want {
			t.Errorf("%q is stored as %+v (%v), want %q", line, page.Events, err, want)
		}
	}
	for line, want := range map[string]room.Code{
		"/nonsense":                      room.CodeUnknownCommand,
		"/42 x":                          room.CodeUnknownCommand,
		"":                               room.CodeEmpty,
		" \n\u202e ":                     room.CodeEmpty,
		"/me":                            room.CodeEmpty,
		"/me \x07":                       room.CodeEmpty,
		strings.Repeat("é", 4001):        room.CodeTooLong,
		strings.Repeat("x\n", 101) + "x": room.CodeTooManyLines,
		"/nick !!":                       room.CodeBadRequest,
	} {
		if _, err := ann.Enter(t.Context(), "", line); code(err) != want {
			t.Errorf("%.20q is answered %v, want %s", line, err, want)
		}
	}
	if r := h.say(ann, "", "/ME waves"); r.Seq == 0 {
		t.Error("/ME is not an action")
	} else if page, _ := ann.After(t.Context(), r.Seq-1, 1); !page.Events[0].Action || page.Events[0].Text != "waves" {
		t.Errorf("/ME waves is stored as %+v", page.Events[0])
	}
	if r := h.say(ann, "", "/who"); r.Answer != "1 here: ann (web)" {
		t.Errorf("/who answers %q", r.Answer)
	}
	if r := h.say(ann, "", "/quit"); !r.Quit {
		t.Error("/quit does not quit")
	}
	if r := h.say(ann, "", "/help"); !strings.Contains(r.Answer, "/nick") {
		t.Errorf("/help answers %q", r.Answer)
	}
}
