package room_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"talktalktalk/room"
	"talktalktalk/room/names"
)

// reached is a subscription at the endpoint.
func reached(endpoint string) room.Subscription {
	secret, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return room.Subscription{Endpoint: endpoint, Key: secret.PublicKey().Bytes(), Auth: bytes.Repeat([]byte{9}, 16)}
}

// subscribes has the session's browser be told.
func (h *house) subscribes(s *room.Session, endpoint string) {
	h.t.Helper()
	if err := s.Subscribe(h.t.Context(), reached(endpoint)); err != nil {
		h.t.Fatal(err)
	}
}

// called has by say text, and returns the endpoints that are to be pushed to.
func (h *house) called(by *room.Session, text string) (endpoints []string) {
	h.t.Helper()
	seq := h.say(by, "", text).Seq
	read := h.Since(seq-1, 1)
	for len(read) == 0 {
		news := h.News()
		if read = h.Since(seq-1, 1); len(read) == 0 {
			<-news
		}
	}
	for _, c := range h.Called(h.t.Context(), read[0], func(name string) bool { return len(names.Mentions(text, name)) > 0 }) {
		for _, at := range c.At {
			endpoints = append(endpoints, at.Endpoint)
		}
	}
	slices.Sort(endpoints)
	return endpoints
}

// wantCalled fails if another endpoint is called than those in want, joined by a space.
func (h *house) wantCalled(by *room.Session, text, want string) {
	h.t.Helper()
	if got := strings.Join(h.called(by, text), " "); got != want {
		h.t.Errorf("%q calls %q, want %q", text, got, want)
	}
}

// Only who is away is told, and only by their name, over a restart, too.
func TestCalledWhileAway(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann, bob := h.join(browser("", "ann")), h.join(browser("", "bob"))
	token := ann.Welcome().Token
	h.subscribes(ann, "https://push.example/ann")
	if !ann.Subscribed() || bob.Subscribed() {
		t.Error("not ann is subscribed, or bob")
	}
	h.wantCalled(bob, "ann?", "")
	desk := h.join(browser(token, ""))
	ann.Leave(room.Lost)
	h.wantCalled(bob, "ann, at the desk?", "")
	h.say(desk, "", "/nick annie")
	desk.Leave(room.Quit)
	h.wantCalled(bob, "@annie, come", "https://push.example/ann")
	h.wantCalled(bob, "nobody of that name, ann", "")
	h.wantCalled(bob, "hello", "")
	bob.Leave(room.Quit)
	h.restart()
	bob = h.join(browser("", "bob"))
	h.wantCalled(bob, "annie again", "https://push.example/ann")
	other := h.join(browser("", "annie")) // whom everybody means now
	h.wantCalled(bob, "annie!", "")
	other.Leave(room.Quit)
	ann = h.join(browser(token, ""))
	if !ann.Subscribed() {
		t.Error("ann comes back and is not subscribed")
	}
	if err := ann.Unsubscribe(t.Context()); err != nil {
		t.Fatal(err)
	}
	ann.Leave(room.Quit)
	h.wantCalled(bob, "annie, who had enough", "")
}

// What ends a subscription.
func TestSubscriptionEnds(t *testing.T) {
	h := newHouse(t, room.Options{AdminKeys: []string{"boss"}})
	bob := h.join(browser("", "bob"))
	ann, phone := h.join(key("ann", "ann")), h.join(browser("", "phone"))
	h.joined(ann, phone)
	h.say(ann, "", "hi")
	h.subscribes(phone, "https://push.example/phone")
	token := phone.Welcome().Token
	phone.Leave(room.Quit)
	h.wantCalled(bob, "ann is at the terminal", "")
	ann.Leave(room.Quit)
	h.wantCalled(bob, "ann is away", "https://push.example/phone")

	ann = h.join(key("ann", ""))
	h.say(ann, "", "/ignore bob")
	ann.Leave(room.Quit)
	h.wantCalled(bob, "ann ignores me", "")
	ann = h.join(key("ann", ""))
	h.say(ann, "", "/unignore bob")
	ann.Leave(room.Quit)
	boss := h.join(key("boss", "boss"))
	h.say(boss, "", "/ban ann 1h")
	h.wantCalled(bob, "ann is banned", "")
	h.say(boss, "", "/unban 1")
	h.wantCalled(bob, "ann is not banned", "https://push.example/phone")

	ann = h.join(key("ann", ""))
	h.say(ann, "", "/unlink others")
	ann.Leave(room.Quit)
	h.wantCalled(bob, "ann is without her phone", "")
	if h.join(browser(token, "")).Subscribed() {
		t.Error("the unlinked phone is still told")
	}

	carl := h.join(browser("", "carl"))
	h.subscribes(carl, "https://push.example/carl")
	carl.Leave(room.Quit)
	if err := h.Unreachable(t.Context(), "https://push.example/carl"); err != nil {
		t.Fatal(err)
	}
	h.wantCalled(bob, "carl has another browser", "")
}

// The bounds of what strangers may have the log keep.
func TestSubscriptionBounds(t *testing.T) {
	h := newHouse(t, room.Options{Flood: room.Flood{Messages: 10, Window: 5e9}})
	bob, ann := h.join(browser("", "bob")), h.join(browser("", "ann"))
	for _, endpoint := range []string{
		"http://push.example/1", "https:///1", "https://u:p@push.example/1", "ftp://push.example", "push.example", "",
		"https://push.example/" + strings.Repeat("x", 1024),
	} {
		if err := ann.Subscribe(t.Context(), reached(endpoint)); code(err) != room.CodeBadRequest {
			t.Errorf("%.40q is answered by %v", endpoint, err)
		}
	}
	for _, key := range [][]byte{nil, make([]byte, 65), append([]byte{4}, make([]byte, 64)...), reached("x").Key[:64]} {
		no := reached("https://push.example/1")
		no.Key = key
		if err := ann.Subscribe(t.Context(), no); code(err) != room.CodeBadRequest {
			t.Errorf("the key %x is answered by %v", key, err)
		}
	}
	if err := h.join(key("carl", "carl")).Subscribe(t.Context(), reached("https://push.example/1")); code(err) != room.CodeForbidden {
		t.Errorf("a terminal is answered by %v", err)
	}
	for i := range 10 {
		same := reached(fmt.Sprint("https://push.example/", i))
		for range 2 { // again it costs nothing
			if err := ann.Subscribe(t.Context(), same); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := ann.Subscribe(t.Context(), reached("https://push.example/more")); code(err) != room.CodeFlood {
		t.Errorf("the eleventh is answered by %v", err)
	}
	h.subscribes(bob, "https://push.example/9") // the browser is bob's now
	if ann.Subscribed() {
		t.Error("one browser is told twice")
	}
	ann.Leave(room.Quit)
	bob.Leave(room.Quit)
	var refused int
	for i := range 70 {
		v := browser("", "")
		v.Addr = netip.MustParseAddr("192.0.2.1")
		if code(h.join(v).Subscribe(t.Context(), reached(fmt.Sprint("https://push.example/crowd", i)))) == room.CodeFlood {
			refused++
		}
	}
	if refused != 10 {
		t.Errorf("of 70 browsers of one address %d are refused, want 10", refused)
	}
}
