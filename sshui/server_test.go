package sshui

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage"
)

// limit is after what a test gives up on something that should happen.
const limit = time.Minute

// eventually looks again and again whether something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for end := time.After(limit); !so(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("not so: %s", what)
		}
	}
}

// A testServer is a room on a disk, with its ssh door open.
type testServer struct {
	t      *testing.T
	log    *storage.Log
	room   *room.Room
	door   *Server
	l      net.Listener
	addr   string // of the door
	secret string // the admin secret
}

// A testConfig is how a server differs from the usual one.
type testConfig struct {
	flood  room.Flood
	admins []string // fingerprints
	opts   Options
	timing timing
	now    func() time.Time
	zone   *time.Location
	wrap   func(room.Log) room.Log
	behind *room.ConnLimiter
	log    *slog.Logger
}

// build opens a server, which is closed in order at the end of the test.
func build(t *testing.T, p testConfig) *testServer {
	t.Helper()
	dir := t.TempDir()
	h := &testServer{t: t}
	var err error
	if h.log, err = storage.Open(filepath.Join(dir, "history"), storage.Options{}); err != nil {
		t.Fatal(err)
	}
	var log room.Log = h.log
	if p.wrap != nil {
		log = p.wrap(log)
	}
	var secret room.Secret
	h.secret, secret = room.NewSecret()
	h.room, err = room.Open(t.Context(), log, room.Options{
		AdminName: "admin", Secret: secret, AdminKeys: p.admins, Flood: p.flood, Memory: h.log.Memory(), Logger: logger(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.opts.HostKey = filepath.Join(dir, "host_key")
	p.opts.Title = "Test"
	p.opts.Version = "v1.2.3"
	p.opts.PerAddress = max(p.opts.PerAddress, room.PerAddress)
	p.opts.Logger = p.log
	if p.log == nil {
		p.opts.Logger = logger(t)
	}
	if h.door, err = New(h.room, p.opts); err != nil {
		t.Fatal(err)
	}
	h.door.ServerZone = noon(time.Now().UTC())
	if p.zone != nil {
		h.door.ServerZone = p.zone
	}
	if p.timing != (timing{}) {
		h.door.timing = p.timing
	}
	if p.behind != nil {
		h.door.behind = p.behind
	}
	if p.now != nil {
		h.door.Now = p.now
	}
	if h.l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	h.addr = h.l.Addr().String()
	served := make(chan error, 1)
	go func() { served <- h.door.Serve(h.l) }()
	t.Cleanup(func() {
		h.close()
		if err := <-served; err != nil {
			t.Errorf("Serve() = %v, want nil", err)
		}
	})
	return h
}

// noon is a zone where it is about noon, so that no day ends during a test.
func noon(now time.Time) *time.Location {
	return time.FixedZone("noon", (12-now.Hour())*60*60)
}

// close closes everything in the order of main. Closing twice is fine.
func (h *testServer) close() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	h.l.Close()
	if err := h.room.Close(ctx); err != nil {
		h.t.Errorf("Room.Close: %v", err)
	}
	if err := h.door.Shutdown(ctx); err != nil {
		h.t.Errorf("Shutdown: %v", err)
	}
	h.log.Close()
}

// say has somebody say text who is at no door of ours.
func (h *testServer) say(name, text string) room.Receipt {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.API, Name: name, Passing: true, Recent: -1})
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	r, err := s.Enter(h.t.Context(), "", text)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// says has somebody say texts, the same person each time, from no door of ours.
func (h *testServer) says(name string, texts ...string) {
	h.t.Helper()
	v := room.Visitor{Via: room.API, Name: name, Key: "test " + name, Passing: true, Recent: -1}
	s, err := h.room.Join(h.t.Context(), v)
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	for _, text := range texts {
		if _, err := s.Enter(h.t.Context(), "", text); err != nil {
			h.t.Fatalf("%s says %q: %v", name, text, err)
		}
	}
}

// history is what has been said, as "sam: hi" lines.
func (h *testServer) history() string {
	h.t.Helper()
	s, err := h.room.Join(h.t.Context(), room.Visitor{Via: room.API, Passing: true, Recent: -1})
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Leave(room.Quit)
	page, err := s.Before(h.t.Context(), room.MaxSeq, room.PageMost)
	if err != nil {
		h.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range page.Events {
		fmt.Fprintf(&b, "%s: %s\n", e.Name, e.Text)
	}
	return b.String()
}
