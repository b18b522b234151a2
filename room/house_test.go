package room_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage"
)

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
