package room

import (
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilence: somebody whose connection is dead, as no door knows yet, comes back. That
// makes no noise within 30 s, and later one absence is told, and its end (B36). Of who
// is not watched any more it is unknown when the silence began.
func TestSilence(t *testing.T) {
	for _, c := range []struct {
		silent, other time.Duration // since something was heard of the one connection, and of another
		acted         time.Duration // how long before
		missed        bool
	}{
		{30 * time.Second, time.Hour, 0, false},
		{32 * time.Second, time.Hour, 0, true},
		{time.Hour, 32 * time.Second, 0, true},
		{time.Hour, 30 * time.Second, 0, false},
		{time.Hour, 0, 0, false},
		{32 * time.Second, 32 * time.Second, watchedFor - 1, true},
		{32 * time.Second, 32 * time.Second, watchedFor, false},
		{silentFor + ProbeMost + 1, time.Hour, watchedFor, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHall(t)
			one, other := NewPulse(), NewPulse()
			p, _ := h.comeBy("1", "ann", one)
			h.comeBy("1", "ann", other)
			h.after(2 * time.Hour)
			start := time.Now()
			for pulse, silent := range map[*Pulse]time.Duration{one: c.silent, other: c.other} {
				last := start.Add(-silent).Sub(pulse.begun)
				pulse.last.Store(int64(last))
				pulse.acted.Store(int64(last - c.acted))
			}
			again, _ := h.comeBy("1", "ann", NewPulse())
			if again != p {
				t.Error("the same person is another now")
			}
			want := []PresenceChanges{{Left: []string{"ann"}}, {Online: 1, Joined: []string{"ann"}}}
			if !c.missed {
				want = nil
			}
			expect(t, h.after(time.Minute), want...)
		})
	}
}

// TestWatched: a door watches a client for a probe longer than the room believes that
// it is watched.
func TestWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPulse()
		time.Sleep(time.Hour)
		if p.Watched() {
			t.Error("a client that did nothing is watched")
		}
		p.Act()
		time.Sleep(watchedFor + ProbeSoon - 1)
		p.Beat()
		if !p.Watched() {
			t.Error("a client that did something is not watched")
		}
		if time.Sleep(time.Nanosecond); p.Watched() {
			t.Error("an answer to a probe is taken for something done")
		}
	})
}

// TestSilenceIsToldOnce: what is told of an absence in one second is told apart, others
// are told of as ever, and the next return is quiet again.
func TestSilenceIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		ann := NewPulse()
		h.comeBy("1", "ann", ann)
		h.come("2", "bob")
		h.after(time.Minute)
		h.comeBy("1", "ann", ann)
		expect(t, h.after(time.Millisecond), PresenceChanges{Online: 1, Left: []string{"ann"}})
		h.come("3", "cat")
		expect(t, h.after(10*time.Second), PresenceChanges{Online: 3, Joined: []string{"ann", "cat"}})
		ann.Beat()
		h.comeBy("1", "ann", ann)
		expect(t, h.after(time.Minute))
	})
}

// TestLostInSilence: the absence of somebody who was given up begins with the silence,
// not with the giving up, and that of one whose connection broke with the break.
func TestLostInSilence(t *testing.T) {
	for err, quiet := range map[error]time.Duration{
		os.ErrDeadlineExceeded: 10 * time.Second, net.ErrClosed: 10 * time.Second, io.ErrUnexpectedEOF: graceLost,
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHall(t)
			pulse := NewPulse()
			_, s := h.comeBy("1", "ann", pulse)
			h.after(graceLost - 10*time.Second)
			pulse.Broke(&net.OpError{Op: "read", Err: err})
			h.leave(s, Lost)
			expect(t, h.after(quiet-time.Millisecond))
			expect(t, h.after(2*time.Millisecond), PresenceChanges{Left: []string{"ann"}})
		})
	}
}
