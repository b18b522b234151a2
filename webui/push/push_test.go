package push_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"talktalktalk/room"
	"talktalktalk/storage"
	"talktalktalk/webui/push"
	"talktalktalk/webui/push/pushtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is after what a test gives up on something that should happen.
const patience = time.Minute

// A house is a room with a notifier, and a push service.
type house struct {
	t        testing.TB
	room     *room.Room
	notifier *push.Notifier
	service  *pushtest.Service
}

func build(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, service: pushtest.NewService(t)}
	log, err := storage.Open(t.TempDir(), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	h.room, err = room.Open(t.Context(), log, room.Options{AdminName: "admin", Memory: log.Memory(), Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(h.room.Close(context.Background()), log.Close()); err != nil {
			t.Error(err)
		}
	})
	h.notifier = push.NewTrusting(t, h.room, push.Options{
		Title: "Test", Services: push.Services{Hosts: []string{h.service.Host()}}, Logger: logger,
	}, h.service.Client())
	return h
}

func (h *house) join(name string) *room.Session {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.Web, Typed: true, Name: name})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { s.Leave(room.Quit) })
	return s
}

func (h *house) say(s *room.Session, text string) {
	h.t.Helper()
	if _, err := s.Enter(h.t.Context(), "", text); err != nil {
		h.t.Fatal(err)
	}
}

// away is somebody who has a browser told, and has closed the page.
func (h *house) away(name string) *pushtest.Browser {
	h.t.Helper()
	s, b := h.join(name), h.service.NewBrowser()
	if err := s.Subscribe(h.t.Context(), b.Subscription); err != nil {
		h.t.Fatal(err)
	}
	s.Leave(room.Closed)
	return b
}

func (h *house) next(b *pushtest.Browser) pushtest.Push {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	p, err := b.Next(ctx)
	if err != nil {
		h.t.Fatalf("no push: %v", err)
	}
	return p
}

// settle waits until the counts are as they should be.
func (h *house) settle(done func(push.Counts) bool) {
	h.t.Helper()
	end := time.Now().Add(patience)
	for !done(h.notifier.Counts()) {
		if time.Now().After(end) {
			h.t.Fatalf("it stays at %+v", h.notifier.Counts())
		}
		<-time.After(time.Millisecond)
	}
}

// A push decrypts, has what the notice shows and nothing else, and reaches who is
// away: not who reads along, and not for code or for others.
func TestPush(t *testing.T) {
	h := build(t)
	bob := h.join("bob")
	ann, carl := h.away("ann"), h.away("carl")
	dora, reading := h.join("dora"), h.service.NewBrowser()
	if err := dora.Subscribe(t.Context(), reading.Subscription); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"hello", "`ann` is a name", "https://example.org/ann", "annie!", "dora, read this"} {
		h.say(bob, text)
	}
	h.say(bob, "**ann**, look:\n"+strings.Repeat("é", 300))
	p := h.next(ann)
	var got map[string]string
	if err := json.Unmarshal(p.Payload, &got); err != nil {
		t.Fatal(err)
	}
	want := "ann, look:\n" + strings.Repeat("é", 200-len("ann, look:\n")) + "…"
	if len(got) != 2 || got["title"] != "bob · Test" || got["body"] != want {
		t.Errorf("the notice shows %v, want the body %q", got, want)
	}
	if p.Claims.Key != h.notifier.Key() || p.Header.Get("Topic") == "" || p.Header.Get("Urgency") != "high" {
		t.Errorf("signed by %s, the header is %v", p.Claims.Key, p.Header)
	}
	h.say(bob, "/me looks for carl")
	second := h.next(carl)
	if !strings.Contains(string(second.Payload), `"* bob looks for carl"`) {
		t.Errorf("the second is %s", second.Payload)
	}
	if second.Size != p.Size {
		t.Errorf("their sizes, %d and %d, tell how long they are", p.Size, second.Size)
	}
	h.settle(func(c push.Counts) bool { return c == push.Counts{Sent: 2} })
	if ann.Waiting()+carl.Waiting()+reading.Waiting() > 0 {
		t.Error("there were more")
	}
}

// A flood of mentions is one notice (B41), whatever else happens another's.
func TestPushPauses(t *testing.T) {
	h := build(t)
	bob, ann, carl := h.join("bob"), h.away("ann"), h.away("carl")
	for range 5 {
		h.say(bob, "ann!")
	}
	h.say(bob, "carl!")
	h.next(carl)
	h.next(ann)
	h.settle(func(c push.Counts) bool { return c.Sent == 2 })
	if n := ann.Waiting(); n > 0 {
		t.Errorf("%d more notices came", n)
	}
}

// What the service says of a browser ends its subscription, or does not.
func TestPushEnds(t *testing.T) {
	for status, ends := range map[int]bool{
		http.StatusGone: true, http.StatusNotFound: true, http.StatusForbidden: false,
		http.StatusTemporaryRedirect: false, http.StatusServiceUnavailable: false, http.StatusTooManyRequests: false,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			h := build(t)
			bob := h.join("bob")
			h.away("ann")
			h.service.Answers(status)
			h.say(bob, "ann?")
			h.settle(func(c push.Counts) bool { return c.Gone+c.Failed > 0 })
			asked := &room.Event{Kind: room.Said, Text: "ann?"}
			left := func() int {
				return len(h.room.Called(t.Context(), asked, func(string) bool { return true }))
			}
			if ends {
				h.settle(func(push.Counts) bool { return left() == 0 })
			} else if left() != 1 {
				t.Errorf("after %d nobody is told", status)
			}
		})
	}
}

// Nobody has the server knock at doors that only it can reach.
func TestPrivateServices(t *testing.T) {
	h := build(t)
	bob, b := h.join("bob"), h.away("ann")
	strict := push.NewTrusting(t, h.room, push.Options{Services: push.Services{Public: true}}, h.service.Client())
	for endpoint, want := range map[string]bool{
		"https://push.example/x": true, "https://8.8.8.8/x": true, "https://[2606:4700::1]/x": true, "https://push.example:443/": true,
		"http://push.example/": false, "https://push.example:8443/": false, "https://127.0.0.1/": false, "https://10.1.2.3/": false,
		"https://[::1]/": false, "https://[::ffff:192.168.1.1]/": false, "https://169.254.169.254/": false, "https://[fd00::1]/": false,
		"https://[64:ff9b::a00:1]/": false, "https://100.64.0.1/": false, "https://0.0.0.0/": false, "https://[2002:7f00:1::]/": false,
		b.Endpoint: false,
	} {
		if got := strict.Allows(endpoint); got != want {
			t.Errorf("Allows(%s) = %v", endpoint, got)
		}
	}
	h.say(bob, "ann?")
	h.next(b) // by the one that may
	for strict.Counts().Dropped == 0 {
		<-time.After(time.Millisecond)
	}
}
