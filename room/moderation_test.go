package room_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

var adminSecret, secretOfAdmin = room.NewSecret()

var secretOptions = room.Options{Secret: secretOfAdmin}

// admin is somebody who has typed the secret.
func (h *house) admin() *room.Session {
	h.t.Helper()
	return h.join(room.Visitor{Via: room.Web, Typed: true, Name: adminSecret, Addr: netip.MustParseAddr("192.0.2.1")})
}

// at is v at an address.
func at(v room.Visitor, address string) room.Visitor {
	v.Addr = netip.MustParseAddr(address)
	return v
}

// turnedAway joins, and expects to be refused with a ban.
func (h *house) turnedAway(v room.Visitor, want string) {
	h.t.Helper()
	s, err := h.Join(h.t.Context(), v)
	if err == nil {
		s.Leave(room.Quit)
	}
	var removed *room.Removed
	if !errors.As(err, &removed) || removed.Code != room.CodeBanned || !strings.Contains(removed.Text, want) {
		h.t.Errorf("Join(%+v) = %v, want to be banned: %s", v, err, want)
	}
}

// A ban holds whatever somebody tries who comes back.
func TestEvasion(t *testing.T) {
	const home, away = "2001:db8:1:2::7", "198.51.100.9"
	h := newHouse(t, secretOptions)
	boss := h.admin()
	key1, phone := h.join(at(key("one", "sam"), home)), h.join(at(browser("", "phone"), home))
	token := phone.Welcome().Token
	h.joined(key1, phone)
	neighbor := h.join(at(browser("", "bob"), "2001:db8:1:2::8"))
	far := h.join(at(browser("", "far"), "2001:db8:1:3::8"))
	h.say(boss, "", "/ban @sam 2h rude")
	for _, s := range []*room.Session{key1, phone} {
		if _, err := s.Next(t.Context()); !errors.As(err, new(*room.Removed)) {
			t.Errorf("who is banned reads on: %v", err)
		}
		s.Leave(room.Quit)
	}
	h.say(far, "", "hi")
	h.say(neighbor, "", "hi") // who is here stays
	neighbor.Leave(room.Quit)
	far.Leave(room.Quit)
	for range 2 {
		h.turnedAway(at(key("one", "max"), away), "by admin: rude")              // another name, another place
		h.turnedAway(at(browser(token, "phone"), away), "rude")                  // the device that was joined
		h.turnedAway(at(key("two", "sam"), home), "Your address is banned")      // another key
		h.turnedAway(at(browser("", "new"), "2001:db8:1:2::ff"), "ask an admin") // another browser, another address of the network
		v := at(room.Visitor{Via: room.API, Passing: true, Name: "curl"}, home)
		h.turnedAway(v, "on account of sam")
		h.join(at(browser("", "far"), "2001:db8:1:3::8")).Leave(room.Quit)
		boss.Leave(room.Quit)
		h.restart()
		boss = h.admin()
	}
	h.say(boss, "", "/unban 1")
	h.join(at(key("one", "max"), home)).Leave(room.Quit)
	h.join(at(browser("", "new"), home)).Leave(room.Quit)
	boss.Leave(room.Quit)
}

// Who has left is found by the name, with the place from which they came, and
// as the one who wrote a message.
func TestBanOfWhoHasLeft(t *testing.T) {
	h := newHouse(t, secretOptions)
	boss := h.admin()
	for i, how := range []string{"/ban sam0", "/ban #%d", "/ban 192.0.2.102", "/ban 192.0.2.0/24"} {
		address := fmt.Sprintf("192.0.2.%d", 100+i)
		sam := h.join(at(browser("", fmt.Sprint("sam", i)), address))
		seq := h.say(sam, "", "hi").Seq
		token := sam.Welcome().Token
		if i < 2 {
			sam.Leave(room.Quit)
		}
		if strings.Contains(how, "%d") {
			how = fmt.Sprintf(how, seq)
		}
		h.say(boss, "", how)
		h.turnedAway(at(browser(token, ""), address), "")
		if i >= 2 {
			if _, err := sam.Next(t.Context()); !errors.As(err, new(*room.Removed)) {
				t.Errorf("%s: sam reads on: %v", how, err)
			}
			sam.Leave(room.Quit)
		}
		h.say(boss, "", fmt.Sprintf("/unban %d", 2*i+1))
	}
	h.say(boss, "", "/ban SHA256:abcd 1h")
	h.turnedAway(at(key("SHA256:abcd", "x"), "203.0.113.1"), "")
}

// An address that an admin shares does not shut the admin out.
func TestAdminsAreNotShutOut(t *testing.T) {
	h := newHouse(t, secretOptions)
	boss := h.admin()
	token := boss.Welcome().Token
	sam := h.join(at(browser("", "sam"), "192.0.2.1"))
	h.say(boss, "", "/ban sam")
	h.say(boss, "", "/ban 192.0.2.0/24 forever")
	h.refused(boss, "/mute admin", room.CodeForbidden)
	sam.Leave(room.Quit)
	boss.Leave(room.Quit)
	h.join(at(browser(token, ""), "192.0.2.1")).Leave(room.Quit)
	other := h.admin()
	if other.Name() != "admin2" && other.Name() != "admin" {
		t.Errorf("with the secret one is %s", other.Name())
	}
	h.refused(other, "/ban #999", room.CodeNotFound)
	other.Leave(room.Quit)
}

// A command that is sent again under its id is done once, and answered alike.
func TestOrderOnce(t *testing.T) {
	h := newHouse(t, secretOptions)
	boss, sam := h.admin(), h.join(browser("", "sam"))
	first, again := h.say(boss, "c-1", "/mute sam"), h.say(boss, "c-1", "/mute sam")
	if first.Answer != again.Answer || !strings.Contains(first.Answer, "/undo 1") {
		t.Errorf("answered by %q, then by %q", first.Answer, again.Answer)
	}
	if log := h.say(boss, "", "/log").Answer; strings.Contains(log, "\n") {
		t.Errorf("it was done again: %s", log)
	}
	elsewhere := browser(boss.Welcome().Token, "")
	elsewhere.Zone = "Asia/Tokyo"
	if log := h.say(h.join(elsewhere), "", "/log").Answer; !strings.Contains(log, " JST  sam was muted") {
		t.Errorf("of one whose browser is in Tokyo, /log says: %s", log)
	}
	h.refused(sam, "hi", room.CodeMuted)
	o := boss.Order(0)
	if len(o.Acts) != 1 || o.Acts[0].Text != "sam was muted for 10 m by admin · /undo 1" || !o.Acts[0].Undo {
		t.Errorf("admins are told %+v", o.Acts)
	}
	if o = sam.Order(0); o.Acts != nil || o.Barred == nil || o.Barred.Wait > 10*time.Minute {
		t.Errorf("sam is told %+v", o)
	}
}

// What is purged is gone for all at once, and from the log soon, also if the room
// closes between.
func TestPurgeErases(t *testing.T) {
	h := newHouse(t, secretOptions)
	h.fill(1500)
	boss, reader := h.admin(), h.join(browser("", "reader"))
	old := h.join(room.Visitor{Name: "old", Recent: -1})
	place := reader.Welcome().Head
	h.say(boss, "", "mine stays")
	h.say(boss, "", "/purge filler")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for told := false; !told; {
		events, err := reader.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			told = told || e.Kind == room.Purged && e.Purge.From == 1 && e.Purge.To > place
		}
	}
	p, err := old.Before(ctx, room.MaxSeq, 3)
	if err != nil || p.Events[2].Text != "mine stays" || !p.Events[1].Deleted || p.Events[1].Text != "" {
		t.Errorf("the newest are %+v, %v", p.Events, err)
	}
	if p, err = old.Before(ctx, 100, 3); err != nil || !p.Events[0].Deleted || p.Events[0].Text != "" {
		t.Errorf("old ones are %+v, %v", p.Events, err)
	}
	boss.Leave(room.Quit)
	reader.Leave(room.Quit)
	old.Leave(room.Quit)
	h.restart()
	back := h.join(room.Visitor{Name: "back", Epoch: h.Epoch(), After: place})
	if c := back.Welcome().Changed; len(c) != 1 || c[0].Kind != room.Purged {
		t.Errorf("who comes back is told %+v", c)
	}
	for batch, err := range h.log.Follow(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(batch[len(batch)-1].Body), `"erased"`) {
			break
		}
	}
	for seq := room.Seq(0); ; {
		page, err := h.log.After(ctx, seq, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, rec := range page {
			if strings.Contains(string(rec.Body), `"t":"m`) && !strings.Contains(string(rec.Body), "mine stays") {
				t.Fatalf("record %d is %s", rec.Seq, rec.Body)
			}
		}
		seq = page[len(page)-1].Seq
	}
}
