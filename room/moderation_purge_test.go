package room_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

// raid has n people come from as many addresses and say something, and leaves
// every other one here.
func (h *house) raid(n int) {
	h.t.Helper()
	for i := range n {
		s := h.join(at(browser("", fmt.Sprint("raider", i)), fmt.Sprintf("203.0.113.%d", 1+i)))
		h.say(s, "", "buy")
		if i%2 == 0 {
			s.Leave(room.Closed)
		}
	}
}

// left is what is to be read of the newest messages.
func (h *house) left(s *room.Session) (all []string) {
	h.t.Helper()
	p, err := s.Before(h.t.Context(), room.MaxSeq, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range p.Events {
		if !e.Deleted {
			all = append(all, e.Text)
		}
	}
	return all
}

// One command takes what all have said who came from some addresses, or who are
// new, and nothing of others'. In a locked room they are newcomers then.
func TestSweep(t *testing.T) {
	for _, how := range []string{"/purge 203.0.113.0/24", "/purge newcomers 1h", "/purge newcomers 24h"} {
		h := newHouse(t, secretOptions)
		boss := h.admin()
		h.say(boss, "", "mine")
		ann := h.join(at(browser("", "ann"), "198.51.100.1"))
		if strings.Contains(how, "/24") {
			h.say(ann, "", "hers")
		}
		h.raid(20)
		raider := h.join(at(browser("", "late"), "203.0.113.99"))
		h.say(raider, "", "buy")
		h.say(boss, "", "/lock 10m")
		h.refused(boss, "/purge newcomers", room.CodeBadRequest)
		h.refused(boss, "/purge newcomers 2d", room.CodeBadRequest)
		h.refused(boss, "/purge 192.0.2.128/25", room.CodeNotFound)
		if got := h.say(boss, "", how).Answer; !strings.HasPrefix(got, "all that 21 ") && !strings.HasPrefix(got, "what 21 newcomers had said in ") {
			t.Errorf("%s is answered %q", how, got)
		}
		if got := strings.Join(h.left(boss), " "); got != "mine" && got != "mine hers" {
			t.Errorf("%s leaves %q", how, got)
		}
		h.refused(raider, "buy", room.CodeLocked)
		if strings.Contains(how, "/24") {
			h.say(ann, "", "still here")
		}
		h.say(boss, "", "/lock off")
		h.refused(boss, how, map[bool]room.Code{false: room.CodeNotFound}[strings.Contains(how, "/24")])
	}
}

// The texts of many purges are gone from the log soon, too.
func TestSweepErases(t *testing.T) {
	h := newHouse(t, secretOptions)
	boss := h.admin()
	h.raid(20)
	for i := range 20 {
		h.say(boss, "", fmt.Sprintf("/purge raider%d", i))
	}
	for end := time.Now().Add(time.Minute); ; {
		page, err := h.log.After(t.Context(), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		texts := 0
		for _, rec := range page {
			texts += strings.Count(string(rec.Body), `"t":"buy"`)
		}
		if texts == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d texts are left", texts)
		}
	}
}
