package room

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A brokenLog stores nothing, and says why.
type brokenLog struct {
	Log
	why atomic.Pointer[error] // nil: it does store
}

func (l *brokenLog) Writable() error {
	if why := l.why.Load(); why != nil {
		return *why
	}
	return nil
}

// TestWaiting: who waits for long is told why, once for all that is under way; who does
// not, or where no reason is known, is told nothing.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var silent error = &Unavailable{Why: "the others are silent"}
		log := &brokenLog{}
		log.why.Store(&silent)
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
		log.why.Store(nil)
		later := begin()
		wait()
		want(2)
		log.why.Store(&silent)
		wait()
		later()
		want(3)
		for _, unknown := range []error{nil, ErrUnavailable, ErrLogClosed} {
			log.why.Store(&unknown)
			done := begin()
			wait()
			done()
		}
		want(3)
	})
}
