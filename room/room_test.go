package room_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"talktalktalk/room"
	"talktalktalk/storage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// a house is a room on a real log on disk, which can be closed and opened again.
type house struct {
	t    testing.TB
	dir  string
	opts room.Options
	log  *storage.Log
	*room.Room
}

func newHouse(t testing.TB, opts room.Options) *house {
	opts.AdminName = "admin"
	opts.Logger = slog.New(slog.DiscardHandler)
	h := &house{t: t, dir: t.TempDir(), opts: opts}
	h.open()
	t.Cleanup(h.close)
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.log, err = storage.Open(h.dir, storage.Options{}); err != nil {
		h.t.Fatal(err)
	}
	h.opts.Memory = h.log.Memory()
	if h.Room, err = room.Open(h.t.Context(), h.log, h.opts); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) close() {
	if err := errors.Join(h.Close(context.Background()), h.log.Close()); err != nil {
		h.t.Error(err)
	}
}

func (h *house) restart() { h.close(); h.open() }

func (h *house) join(v room.Visitor) *room.Session {
	h.t.Helper()
	if v.Via == "" {
		v.Via = room.Web
		v.Typed = true
	}
	s, err := h.Join(h.t.Context(), v)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { s.Leave(room.Quit) })
	return s
}

func (h *house) say(s *room.Session, id, text string) room.Receipt {
	h.t.Helper()
	r, err := s.Enter(h.t.Context(), id, text)
	if err != nil {
		h.t.Fatalf("Enter(%q) = %v", text, err)
	}
	return r
}

// fill writes n messages with the texts m1, m2 and so on.
func (h *house) fill(n int) {
	h.t.Helper()
	s := h.join(room.Visitor{Name: "filler", Recent: -1})
	defer s.Leave(room.Quit)
	var writers sync.WaitGroup
	turn := make(chan int)
	for range 64 {
		writers.Go(func() {
			for i := range turn {
				if _, err := s.Enter(h.t.Context(), "", fmt.Sprint("m", i)); err != nil {
					h.t.Error(err)
				}
			}
		})
	}
	for i := range n {
		turn <- i
	}
	close(turn)
	writers.Wait()
}

// shown is what a reader sees of a message.
type shown struct {
	Seq               room.Seq
	Owner, Name, Text string
	Admin             bool
}

// read returns the next n messages that s is shown.
func read(t *testing.T, s *room.Session, n int) []shown {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []shown
	for len(got) < n {
		events, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("after %d of %d messages: %v", len(got), n, err)
		}
		for _, e := range events {
			if e.Kind == room.Said {
				got = append(got, shown{e.Seq, e.Owner, e.Name, e.Text, e.Admin})
			}
		}
	}
	return got
}

func code(err error) room.Code {
	var r *room.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

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

func TestCatchUp(t *testing.T) {
	h := newHouse(t, room.Options{})
	ann := h.join(room.Visitor{Name: "ann"})
	h.fill(9000)
	read(t, ann, 9000) // until all is folded
	all := h.numbers(ann)
	head := all[len(all)-1]
	for _, missed := range []int{0, 1, 50, 499, 500} {
		first := len(all) - missed
		s := h.join(room.Visitor{Epoch: h.Epoch(), After: all[first-1]})
		if w := s.Welcome(); w.Gap != nil || w.Head != head {
			t.Errorf("%d missed: %+v", missed, w)
		}
		for i, e := range read(t, s, missed) {
			if e.Seq != all[first+i] {
				t.Fatalf("%d missed: message %d has number %d, want %d", missed, i, e.Seq, all[first+i])
			}
		}
	}
	for _, missed := range []int{501, 2000, 5000, 8500} {
		after := all[len(all)-missed-1]
		s := h.join(room.Visitor{Epoch: h.Epoch(), After: after})
		want := room.Gap{From: after + 1, To: all[len(all)-100] - 1, Count: missed - 100}
		if w := s.Welcome(); w.Gap == nil || *w.Gap != want {
			t.Errorf("%d missed: gap %+v, want %+v", missed, w.Gap, want)
		}
		if got := read(t, s, 100); got[0].Seq != all[len(all)-100] || got[99].Seq != head {
			t.Errorf("%d missed: shown %d to %d", missed, got[0].Seq, got[99].Seq)
		}
	}
	for _, unread := range []int{0, 1, 501, 5000, 8999} {
		if got, err := ann.Count(t.Context(), all[len(all)-unread-1]); got != unread || err != nil {
			t.Errorf("Count = %d, %v, want %d", got, err, unread)
		}
	}
	if got, err := ann.Count(t.Context(), 0); got != 9000 || err != nil {
		t.Errorf("Count from the start = %d, %v, want 9000", got, err)
	}
	for why, v := range map[string]room.Visitor{
		"another epoch":      {Epoch: "other", After: head - 10},
		"a number above all": {Epoch: h.Epoch(), After: head + 100},
		"no place":           {},
	} {
		s := h.join(v)
		if got := read(t, s, 100); s.Welcome().Gap != nil || got[0].Seq != all[len(all)-100] {
			t.Errorf("with %s: gap %+v, first %d", why, s.Welcome().Gap, got[0].Seq)
		}
	}
}

// numbers pages back through the whole history and returns its numbers, oldest first.
func (h *house) numbers(s *room.Session) (numbers []room.Seq) {
	h.t.Helper()
	for seq := room.MaxSeq; ; {
		page, err := s.Before(h.t.Context(), seq, 1000) // clamped to 100
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range slices.Backward(page.Events) {
			numbers = append(numbers, e.Seq)
		}
		if !page.More {
			slices.Reverse(numbers)
			return numbers
		}
		if len(page.Events) != 100 {
			h.t.Fatalf("a page of %d messages, and more to come", len(page.Events))
		}
		seq = page.Events[0].Seq
	}
}

func TestPagesReachTheFirstMessage(t *testing.T) {
	h := newHouse(t, room.Options{})
	h.fill(5300)
	for range 2 { // as it was written, then after a restart
		s := h.join(room.Visitor{Name: "ann"})
		all := h.numbers(s)
		if len(all) != 5300 || !slices.IsSorted(all) {
			t.Fatalf("paging back found %d messages, want 5300 in order", len(all))
		}
		var on []room.Seq
		for page := (room.Page{More: true}); page.More; {
			var err error
			if page, err = s.After(t.Context(), slices.Max(append(on, 0)), 100); err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Events {
				on = append(on, e.Seq)
			}
		}
		if !slices.Equal(on, all) {
			t.Fatalf("paging on found %d messages, paging back %d", len(on), len(all))
		}
		s.Leave(room.Quit)
		h.restart()
	}
}

// A reader of any slowness gets every message once, in order.
func TestEveryReaderSeesTheSame(t *testing.T) {
	h := newHouse(t, room.Options{})
	const messages = 12_000 // the ring is lapped
	var readers sync.WaitGroup
	var seen [6][]shown
	var sessions [len(seen)]*room.Session
	for i := range sessions {
		sessions[i] = h.join(room.Visitor{Name: "reader"}) // before there is more than a newcomer is shown
	}
	for i, s := range sessions {
		readers.Go(func() {
			if i == 0 {
				h.fill(messages) // and reads only then
			}
			seen[i] = read(t, s, messages)
		})
	}
	readers.Wait()
	for i := range seen {
		if len(seen[i]) != messages {
			t.Fatalf("reader %d saw %d messages", i, len(seen[i]))
		}
		for j, e := range seen[i] {
			if e != seen[0][j] || j > 0 && e.Seq <= seen[i][j-1].Seq {
				t.Fatalf("reader %d saw %+v as message %d, reader 0 saw %+v", i, e, j, seen[0][j])
			}
		}
	}
}

func TestSince(t *testing.T) {
	h := newHouse(t, room.Options{})
	h.fill(10)
	s := h.join(room.Visitor{Name: "ann"})
	r := h.say(s, "", "the one")
	if got, err := s.Since(t.Context(), r.Time.Add(time.Hour)); err != nil || got != r.Seq {
		t.Errorf("Since(later) = %d, %v, want %d", got, err, r.Seq)
	}
	if got, err := s.Since(t.Context(), r.Time.Add(-time.Hour)); err != nil || got != 0 {
		t.Errorf("Since(earlier) = %d, %v, want 0", got, err)
	}
}

func TestClose(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Name: "ann"})
	h.say(s, "", "last")
	read(t, s, 1)
	ended := make(chan error, 1)
	go func() {
		for {
			if _, err := s.Next(t.Context()); err != nil {
				s.Leave(room.Quit)
				ended <- err
				return
			}
		}
	}()
	if err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, room.ErrClosing) {
		t.Errorf("Next = %v", err)
	}
	if _, err := h.Join(t.Context(), room.Visitor{}); !errors.Is(err, room.ErrClosing) {
		t.Errorf("Join = %v", err)
	}
	if _, err := s.Enter(t.Context(), "", "too late"); !errors.Is(err, room.ErrClosing) {
		t.Errorf("Enter = %v", err)
	}
}

func TestCloseGivesUp(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Name: "ann"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Close = %v while a session stays", err)
	}
	s.Leave(room.Quit)
}

func TestGate(t *testing.T) {
	g := room.NewGate(2, 3)
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	leave := g.Enter(a)
	if leave == nil || g.Enter(a) == nil || g.Enter(a) != nil {
		t.Fatal("an address has two places")
	}
	if g.Enter(b) == nil || g.Enter(b) != nil {
		t.Fatal("the door has three places")
	}
	leave()
	leave() // counts once
	if g.Enter(b) == nil || g.Enter(b) != nil {
		t.Error("one place was given back")
	}
	g = room.NewGate(1, 3, netip.MustParsePrefix("192.0.2.2/31"))
	if g.Enter(a) == nil || g.Enter(a) != nil || g.Enter(b) == nil || g.Enter(b) == nil || g.Enter(b) != nil {
		t.Error("an exempt address has all the places that there are")
	}
}
