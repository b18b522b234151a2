package room_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage"
)

func wantRead(t *testing.T, s *room.Session, want room.Seq) {
	t.Helper()
	if got := s.Welcome().Read; got != want {
		t.Errorf("Read = %d in the welcome, want %d", got, want)
	}
}

func TestReadNumber(t *testing.T) {
	h := newHouse(t, room.Options{})
	bob := h.join(room.Visitor{Name: "bob"})
	first, second := h.say(bob, "", "1").Seq, h.say(bob, "", "2").Seq

	page := h.join(room.Visitor{Name: "ann"})
	ann := room.Visitor{Token: page.Welcome().Token}
	wantRead(t, page, 0)
	page.Read(first)
	wantRead(t, h.join(ann), first)
	page.Read(second)
	h.join(ann).Read(first) // it only rises
	wantRead(t, h.join(ann), second)
	page.Read(room.MaxSeq) // not above what there is
	wantRead(t, h.join(ann), second)
	third := h.say(bob, "", "3").Seq
	wantRead(t, h.join(ann), second)
	wantRead(t, h.join(room.Visitor{Token: bob.Welcome().Token}), third) // who sends has read
	wantRead(t, h.join(room.Visitor{Name: "carl"}), 0)
}

func TestReadNumberLasts(t *testing.T) {
	h := newHouse(t, room.Options{})
	key := room.Visitor{Via: room.SSH, Name: "ann", Key: "SHA256:ann"}
	ann, web := h.join(key), h.join(room.Visitor{Name: "web"})
	passing := h.join(room.Visitor{Via: room.SSH, Name: "cron", Key: "SHA256:cron", Passing: true})
	seq := h.say(ann, "", "hi").Seq
	h.say(passing, "", "report")
	web.Read(seq)
	for _, s := range []*room.Session{ann, web, passing} {
		s.Leave(room.Lost)
	}
	h.restart()
	wantRead(t, h.join(key), seq)
	wantRead(t, h.join(room.Visitor{Token: web.Welcome().Token}), seq)
	wantRead(t, h.join(room.Visitor{Via: room.SSH, Key: "SHA256:cron"}), 0) // a script has seen nothing
	again := h.join(key)
	if _, _, err := again.Rename(t.Context(), "anna"); err != nil {
		t.Error(err)
	}
	wantRead(t, h.join(key), seq)
}

// counted counts what is saved in a Memory.
type counted struct {
	room.Memory
	saved atomic.Int64
}

func (c *counted) Save(ctx context.Context, person string, note []byte, until time.Time) error {
	c.saved.Add(1)
	return c.Memory.Save(ctx, person, note, until)
}

// TestReadingIsSavedSeldom reads a hundred messages in a minute.
func TestReadingIsSavedSeldom(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		log, err := storage.Open(dir, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		memory := &counted{Memory: log.Memory()}
		r, err := room.Open(t.Context(), log, room.Options{Memory: memory, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close(context.Background())
		ann, err := r.Join(t.Context(), room.Visitor{Via: room.Web, Typed: true, Name: "ann"})
		if err != nil {
			t.Fatal(err)
		}
		defer ann.Leave(room.Quit)
		for range 100 {
			receipt, err := ann.Enter(t.Context(), "", "hi")
			if err != nil {
				t.Fatal(err)
			}
			ann.Read(receipt.Seq)
			time.Sleep(time.Minute / 100)
		}
		if n := memory.saved.Load(); n < 1 || n > 2 {
			t.Errorf("saved %d times within a minute, want once or twice", n)
		}
		time.Sleep(time.Minute)
		before := memory.saved.Load()
		time.Sleep(time.Hour)
		if n := memory.saved.Load(); n != before {
			t.Errorf("saved %d times while nothing was read", n-before)
		}
	})
}
