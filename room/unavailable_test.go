package room

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A brokenLog stores nothing, and says why.
type brokenLog struct {
	Log
	why error
}

func (l *brokenLog) Writable() error { return l.why }

// TestWaiting: who waits for long is told why, once for all that is under way; who does
// not, or where no reason is known, is told nothing.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &brokenLog{why: &Unavailable{Why: "the others are silent"}}
		s := &Session{room: &Room{log: log}}
		var told []string
		begin := func() (done func()) { return s.Waiting(func(text string) { told = append(told, text) }) }
		wait := func() { time.Sleep(toldAfter + time.Second); synctest.Wait() }
		want := func(n int) {
			t.Helper()
			if all := slices.Repeat([]string{"Waiting: the others are silent."}, n); !slices.Equal(told, all) {
				t.Errorf("told %q, want %q", told, all)
			}
		}
		begin()()
		wait()
		want(0)
		first, second := begin(), begin()
		wait()
		first()
		third := begin()
		wait()
		want(1)
		second()
		third()
		last := begin()
		wait()
		last()
		want(2)
		for _, log.why = range []error{nil, ErrUnavailable, ErrLogClosed} {
			done := begin()
			wait()
			done()
		}
		want(2)
	})
}
