package search_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"talktalktalk/room"
	"talktalktalk/storage"
	"talktalktalk/storage/search"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimVariable); dir != "" {
		beVictim(dir)
	}
	goleak.VerifyTestMain(m)
}

// A place is a room with its log and its index in a folder.
type place struct {
	dir   string
	log   *storage.Log
	index *watched
	room  *room.Room
	here  []*room.Session
	small int // how many pages of the index there is room for; 0 for any number
}

// A watched index tells when something was put in.
type watched struct {
	*search.Index
	took chan struct{}
}

func (w *watched) Take(ctx context.Context, span room.Span, documents []room.Document) error {
	err := w.Index.Take(ctx, span, documents)
	select {
	case w.took <- struct{}{}:
	default:
	}
	return err
}

func openPlace(dir string, small int) (*place, error) {
	p := &place{dir: dir, small: small}
	var err error
	if p.log, err = storage.Open(filepath.Join(dir, "history"), storage.Options{}); err != nil {
		return nil, err
	}
	p.index = &watched{search.OpenSmall(p.indexDir(), search.Options{Epoch: p.log.Epoch()}, small), make(chan struct{}, 1)}
	p.room, err = room.Open(context.Background(), slow{p.log}, room.Options{
		AdminName: "admin", Index: p.index, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, errors.Join(err, p.index.Close(), p.log.Close())
	}
	return p, nil
}

func (p *place) indexDir() string { return filepath.Join(p.dir, "search") }

func (p *place) close() error {
	for _, s := range p.here {
		s.Leave(room.Quit)
	}
	return errors.Join(p.room.Close(context.Background()), p.index.Close(), p.log.Close())
}

func newPlace(t *testing.T) *place { return openFor(t, t.TempDir(), 0) }

func openFor(t *testing.T, dir string, small int) *place {
	t.Helper()
	p, err := openPlace(dir, small)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.room == nil {
			return
		}
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// reopen closes the place and opens it again, after between.
func (p *place) reopen(t *testing.T, between func()) *place {
	t.Helper()
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	p.room = nil
	between()
	return openFor(t, p.dir, p.small)
}

func (p *place) join(t *testing.T) *room.Session {
	t.Helper()
	s, err := p.room.Join(t.Context(), room.Visitor{
		Via: room.Web, Typed: true, Name: "sam", Addr: netip.MustParseAddr("127.0.0.1"), Recent: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.here = append(p.here, s)
	return s
}

// A slow log is one on which little is said: an hour goes by from one record to the
// next, and now and then its clock is a month late. It lies ahead, so that every
// message may still be edited.
type slow struct{ *storage.Log }

func slowly(seq room.Seq) time.Time {
	at := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seq) * time.Hour)
	if seq/500%3 == 1 {
		at = at.AddDate(0, -1, 0)
	}
	return at
}

func dated(page []room.Record) []room.Record {
	for i := range page {
		page[i].Time = slowly(page[i].Seq)
	}
	return page
}

func (l slow) After(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	page, err := l.Log.After(ctx, seq, n)
	return dated(page), err
}

func (l slow) Before(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	page, err := l.Log.Before(ctx, seq, n)
	return dated(page), err
}

func (l slow) Follow(ctx context.Context, after room.Seq) iter.Seq2[[]room.Record, error] {
	return func(yield func([]room.Record, error) bool) {
		for batch, err := range l.Log.Follow(ctx, after) {
			if !yield(dated(batch), err) {
				return
			}
		}
	}
}
