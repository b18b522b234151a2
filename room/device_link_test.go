package room_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

// refused enters a line and expects it to be refused with want.
func (h *house) refused(s *room.Session, line string, want room.Code) {
	h.t.Helper()
	if _, err := s.Enter(h.t.Context(), "", line); err == nil && want != "" || err != nil && code(err) != want {
		h.t.Errorf("%s: %v, want %s", line, err, want)
	}
}

// key is somebody who comes to the ssh door with a key.
func key(fingerprint, name string) room.Visitor {
	return room.Visitor{Via: room.SSH, Key: fingerprint, Name: name, Device: "ed25519 " + fingerprint}
}

// browser is somebody who comes to the page with a token, or without.
func browser(token, name string) room.Visitor {
	return room.Visitor{Via: room.Web, Typed: true, Token: token, Name: name, Device: "Firefox"}
}

// joined enters the code of maker at other.
func (h *house) joined(maker, other *room.Session) {
	h.t.Helper()
	h.say(other, "", "/link "+h.say(maker, "", "/link").Code)
}

func TestClaimBindsTheName(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(key("ann", "sam"))
	h.say(ann, "", "/claim")
	if i := ann.Identity(); !i.Claimed {
		t.Errorf("ann is %+v", i)
	}
	h.say(ann, "", "hi")
	bob := h.join(browser("", "sam"))
	if w := bob.Welcome(); w.Name != "sam2" || w.Claimed || len(w.Notices) != 1 || !strings.Contains(w.Notices[0], "/link") {
		t.Errorf("bob is welcomed by %+v", w)
	}
	ann.Leave(room.Quit)
	bob.Leave(room.Quit)
	h.restart()
	for _, v := range []room.Visitor{browser("", "sam"), browser("", "SAM"), key("bob", "s\u0430m"), key("bob", "sam")} {
		if s := h.join(v); strings.EqualFold(s.Name(), "sam") {
			t.Errorf("%+v is %s", v, s.Name())
		}
	}
	bob = h.join(browser("", "bob"))
	h.refused(bob, "/nick sam", room.CodeNameReserved)
	h.refused(bob, "/nick s\u00e0m", "") // another name
	ann = h.join(key("ann", "joe"))
	if w := ann.Welcome(); w.Name != "sam" || !w.Claimed {
		t.Errorf("ann comes back and is welcomed by %+v", w)
	}
	var messages []*room.Event
	p, err := ann.Before(t.Context(), room.MaxSeq, 10)
	if messages = p.Events; err != nil || len(messages) != 1 || !messages[0].Claimed {
		t.Errorf("she said %+v, %v", messages, err)
	}
	h.say(ann, "", "/release")
	h.say(bob, "", "/nick bob3")
	ann.Leave(room.Quit)
}

func TestTwoClaimAtOnce(t *testing.T) {
	h := newHouse(t, room.Options{})
	for range 20 {
		ann, bob := h.join(key("ann", "x")), h.join(key("bob", "y"))
		h.say(ann, "", "/nick sam")
		done := make(chan error, 2)
		go func() {
			_, err := ann.Enter(t.Context(), "", "/claim")
			_, _ = ann.Enter(t.Context(), "", "/nick ann")
			done <- err
		}()
		go func() {
			_, _ = bob.Enter(t.Context(), "", "/nick sam")
			if bob.Name() != "sam" {
				done <- nil
				return
			}
			_, err := bob.Enter(t.Context(), "", "/claim")
			done <- err
		}()
		for range 2 {
			if err := <-done; err != nil && code(err) != room.CodeNameReserved {
				t.Fatal(err)
			}
		}
		if ann.Name() == "sam" || bob.Name() == "sam" && !bob.Identity().Claimed {
			t.Fatalf("ann is %+v, bob is %+v", ann.Identity(), bob.Identity())
		}
		_, _ = ann.Enter(t.Context(), "", "/release sam")
		_, _ = bob.Enter(t.Context(), "", "/release sam")
		ann.Leave(room.Quit)
		bob.Leave(room.Quit)
	}
}

func TestLinkMakesOnePerson(t *testing.T) {
	h := newHouse(t, room.Options{AdminKeys: []string{"ann"}})
	ann, phone := h.join(key("ann", "ann")), h.join(browser("", "phone"))
	watcher := h.join(browser("", "eve"))
	token := phone.Welcome().Token
	said := h.say(phone, "c-1", "from the phone")
	h.say(phone, "", "/claim")
	h.say(phone, "", "/ignore eve")
	phone.Read(said.Seq)
	h.joined(ann, phone)
	i := phone.Identity()
	if i.Who != ann.Who() || i.Token != token || i.Name != "ann" || !i.Admin {
		t.Errorf("the phone is %+v, want ann, %s", i, ann.Who())
	}
	if again := h.say(phone, "c-1", "from the phone"); again.Seq != said.Seq {
		t.Errorf("sent again it is %d, was %d", again.Seq, said.Seq)
	}
	if !ann.Ignores(watcher.Who()) {
		t.Error("ann ignores nobody")
	}
	if _, err := ann.Edit(t.Context(), "", said.Seq, "from the desk"); err != nil {
		t.Errorf("ann edits what the phone said: %v", err)
	}
	merged := false
	for !merged {
		events, err := watcher.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			merged = merged || e.Kind == room.Merged && e.Merge.To == ann.Who()
		}
	}
	late := h.join(browser("", "late"))
	if got := read(t, late, 1); got[0].Owner != ann.Who() {
		t.Errorf("who comes later reads %+v", got[0])
	}
	members, online := h.Roster(10)
	if online != 3 || !slices.Equal(members[0].Via, []room.Via{room.Web, room.SSH}) {
		t.Errorf("here are %v", members)
	}
	h.say(ann, "", "/nick phone")
	if !ann.Identity().Claimed {
		t.Error("the phone's claim is not ann's")
	}
	for _, s := range []*room.Session{ann, phone, watcher, late} {
		s.Leave(room.Quit)
	}
	h.restart()
	back := h.join(browser(token, ""))
	if w := back.Welcome(); w.Who != i.Who || !w.Admin || w.Read < said.Seq || !w.Claimed || !back.Ignores(watcher.Who()) {
		t.Errorf("the phone alone is welcomed by %+v", w)
	}
	if p, err := back.Before(t.Context(), room.MaxSeq, 1); err != nil || p.Events[0].Owner != i.Who {
		t.Errorf("it reads %+v, %v", p.Events, err)
	}
}

func TestTheMakersRightCounts(t *testing.T) {
	h := newHouse(t, room.Options{AdminKeys: []string{"boss"}})
	boss, eve := h.join(key("boss", "boss")), h.join(browser("", "eve"))
	h.joined(eve, boss)
	if eve.Admin() || boss.Admin() {
		t.Error("who tricked an admin into a code is admin")
	}
	h.say(boss, "", "/unlink 2")
	if !boss.Admin() || boss.Who() == eve.Who() {
		t.Errorf("parted, the key is %+v", boss.Identity())
	}
}

func TestUnlinkMakesSomebodyNew(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, phone := h.join(key("ann", "ann")), h.join(browser("", "phone"))
	h.joined(ann, phone)
	said := h.say(phone, "", "as ann")
	h.say(ann, "", "/claim")
	d := ann.Devices()
	if len(d) != 2 || !d[0].Own || d[0].Via != room.SSH || d[1].Label != "Firefox" || !d[1].Here {
		t.Errorf("the devices are %v", d)
	}
	h.refused(ann, "/unlink 7", room.CodeNotFound)
	h.refused(ann, "/unlink x", room.CodeBadRequest)
	h.say(ann, "", "/unlink others")
	i := phone.Identity()
	if i.Who == ann.Who() || i.Name == "ann" || i.Claimed || i.Token == "" {
		t.Errorf("the phone is %+v", i)
	}
	if now := h.say(phone, "", "as nobody"); now.Seq == 0 {
		t.Error("it says nothing")
	}
	p, err := ann.Before(t.Context(), room.MaxSeq, 2)
	if err != nil || p.Events[0].Owner != ann.Who() || p.Events[1].Owner != i.Who || p.Events[1].Name != i.Name {
		t.Errorf("said is %+v, %v", p.Events, err)
	}
	if _, err := phone.Delete(t.Context(), "", said.Seq); code(err) != room.CodeForbidden {
		t.Errorf("the phone deletes what it said as ann: %v", err)
	}
	h.refused(ann, "/unlink 1", room.CodeNotFound) // the only one
	phone.Leave(room.Quit)
	ann.Leave(room.Quit)
	h.restart()
	if w := h.join(browser(i.Token, "")).Welcome(); w.Who != i.Who {
		t.Errorf("it comes back as %s, was %s", w.Who, i.Who)
	}
}

func TestCodes(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, phone, desk := h.join(key("ann", "ann")), h.join(browser("", "phone")), h.join(browser("", "desk"))
	text := h.say(ann, "", "/link").Code
	if len(text) != 9 || text[4] != '-' || strings.ContainsAny(text, "0O1I") {
		t.Errorf("the code is %q", text)
	}
	h.refused(ann, "/link "+text, room.CodeBadRequest)
	h.refused(phone, "/link ABCD-2345", room.CodeNotFound)
	h.say(phone, "a", "/link "+strings.ToLower(strings.ReplaceAll(text, "-", "")))
	h.say(phone, "a", "/link "+text) // the answer was lost
	h.refused(desk, "/link "+text, room.CodeNotFound)
	if desk.Who() == ann.Who() || phone.Who() != ann.Who() {
		t.Error("the wrong one is ann")
	}
	stranger := h.join(room.Visitor{Via: room.SSH, Name: "joe"})
	h.refused(stranger, "/link", room.CodeForbidden)
	h.refused(stranger, "/claim", room.CodeForbidden)
}

func TestGuesses(t *testing.T) {
	h := newHouse(t, room.Options{})
	from := netip.MustParseAddr("192.0.2.1")
	ann := h.join(key("ann", "ann"))
	text := h.say(ann, "", "/link").Code
	v := browser("", "eve")
	v.Addr = from
	eve := h.join(v)
	for range 5 {
		h.refused(eve, "/link ABCD-2345", room.CodeNotFound)
	}
	h.refused(eve, "/link "+text, room.CodeFlood)
	v.Name = "eve3"
	h.refused(h.join(v), "/link "+text, room.CodeFlood) // the same address
	h.say(h.join(browser("", "phone")), "", "/link "+text)
}

// A credential that is parted while it comes in ends up as somebody new, one
// that is joined as the other.
func TestComingWhileJoining(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(key("ann", "ann"))
	first := h.join(browser("", "phone"))
	token := first.Welcome().Token
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			default:
			}
			s, err := h.Join(context.Background(), browser(token, ""))
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Leave(room.Quit)
		}
	}()
	time.Sleep(time.Millisecond)
	h.joined(ann, first)
	close(stop)
	<-ended
	members, online := h.Roster(10)
	if online != 1 || members[0].Who != ann.Who() {
		t.Errorf("here are %v, want ann alone", members)
	}
}
