package sshui

import (
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// A slowWriter takes so long for a write.
type slowWriter struct{ takes time.Duration }

func (s *slowWriter) Write(b []byte) (int, error) {
	time.Sleep(s.takes)
	return len(b), nil
}

// TestTimedWriter: what is late is a write, not many of them; each piece has
// its own time, whenever the timer was set.
func TestTimedWriter(t *testing.T) {
	const limit = 30 * time.Second
	for _, c := range []struct {
		why    string
		takes  time.Duration // each of two writes, a piece
		rests  time.Duration // between them
		pieces int
		late   time.Duration // after the start; 0 for not at all
	}{
		{"quick", time.Second, 0, 1, 0},
		{"nearly late, one after the other", limit - 1, 0, 1, 0},
		{"nearly late, in pieces", limit - 1, 0, 5, 0},
		{"nearly late, after a rest", limit - 1, 10 * limit, 1, 0},
		{"late", limit + time.Second, 0, 1, limit},
		{"late in a second piece", limit + 1, 0, 2, limit},
	} {
		t.Run(c.why, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				late := make(chan time.Duration, 2*c.pieces)
				w := timedWriter{out: &slowWriter{c.takes}, limit: limit, late: func() { late <- time.Since(start) }}
				b := make([]byte, (c.pieces-1)*writePiece+1)
				for range 2 {
					if n, err := w.Write(b); n != len(b) || err != nil {
						t.Errorf("Write() = %d, %v, want %d", n, err, len(b))
					}
					time.Sleep(c.rests)
				}
				w.stop()
				synctest.Wait()
				close(late)
				if got := <-late; got != c.late {
					t.Errorf("it was late after %v, want %v", got, c.late)
				}
			})
		})
	}
}

// TestTimedWriterLater: a write that begins while the timer runs has all of its
// time, and what is late is told when it is.
func TestTimedWriterLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 30 * time.Second
		out := &slowWriter{}
		late := make(chan time.Time, 1)
		w := timedWriter{out: out, limit: limit, late: func() { late <- time.Now() }}
		_, _ = io.WriteString(&w, "sets the timer")
		time.Sleep(limit - time.Second)
		began := time.Now()
		out.takes = 2 * limit
		_, _ = io.WriteString(&w, "late")
		w.stop()
		if got := (<-late).Sub(began); got != limit {
			t.Errorf("it was late after %v, want %v", got, limit)
		}
	})
}
