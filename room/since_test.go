package room_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/storage"
)

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

// newWrong is a house whose spammer said something each hour for 80 days, but that for
// 20 of them, a month ago, the clock was half a year ahead. news are the last few, of
// the last minutes.
func newWrong(t *testing.T) (h *house, news []room.Seq) {
	t.Helper()
	const hours = 80 * 24
	h = &house{t: t, dir: filepath.Join(t.TempDir(), "log"), opts: secretOptions}
	h.opts.AdminName, h.opts.Logger = "admin", slog.New(slog.DiscardHandler)
	log, err := storage.Build(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	say := func(seq room.Seq, at time.Time) {
		body := fmt.Appendf(nil, `{"k":"said","o":"pspam","n":"spammer","v":"web","t":"buy %d"}`, seq)
		if err := log.Add(room.Record{Seq: seq, Time: at, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	for ago := hours; ago > 0; ago-- {
		at := now.Add(time.Duration(-ago) * time.Hour)
		if ago < 50*24 && ago > 30*24 {
			at = at.AddDate(0, 6, 0)
		}
		say(room.Seq(1+hours-ago), at)
	}
	for i := range room.Seq(5) {
		news = append(news, 1+hours+i)
		say(1+hours+i, now.Add(time.Duration(i-5)*time.Minute))
	}
	if err := log.Finish(); err != nil {
		t.Fatal(err)
	}
	h.open()
	t.Cleanup(h.close)
	return h, news
}

// TestPurgeWrongClock: the last minutes are those at the end, though a clock was
// ahead long before, and was set back.
func TestPurgeWrongClock(t *testing.T) {
	h, news := newWrong(t)
	if after, err := h.join(room.Visitor{Name: "ann"}).Since(t.Context(), time.Now().Add(-10*time.Minute)); err != nil || after != news[0]-1 {
		t.Errorf("Since(10 minutes ago) = %d, %v, want %d", after, err, news[0]-1)
	}
	h.say(h.admin(), "", "/purge spammer 10m")
	for _, e := range h.history() {
		if e.Name == "spammer" && e.Deleted != (e.Seq >= news[0]) {
			t.Fatalf("message %d of %v is deleted: %v", e.Seq, e.Time, e.Deleted)
		}
	}
}
