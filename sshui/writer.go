package sshui

import (
	"io"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// writePiece is how much is written to a channel at once, and so what a
// client must at least read in timing.stall to stay.
const writePiece = 8 << 10

// A guarded channel cuts its peer when a write gets nowhere. The window of a
// channel knows no deadline: a client that reads from the network but opens no
// window would hold a writer for ever.
type guarded struct {
	gossh.Channel
	peer *peer
}

func (g guarded) Write(b []byte) (int, error) { return g.peer.stdout.Write(b) }

// Stderr is guarded, too.
func (g guarded) Stderr() io.ReadWriter {
	return guardedStderr{g.Channel.Stderr(), &g.peer.stderr}
}

type guardedStderr struct {
	io.Reader
	io.Writer
}

// A timedWriter writes piece by piece to out, and calls late once a piece takes
// longer than limit. Safe for concurrent use.
//
// Its timer goes off when a write may be late, and is set again only then: one
// set and stopped with each write was 7 % of what a message costs a terminal,
// since those that were stopped fill the runtime's heap of timers.
type timedWriter struct {
	limit time.Duration
	late  func()

	writing sync.Mutex // one piece at a time
	out     io.Writer

	mu    sync.Mutex
	began time.Time   // of the piece that is being written; zero for none
	timer *time.Timer // nil before the first
	set   bool        // timer is to go off
	over  bool        // it must not be set any more
}

func (w *timedWriter) Write(b []byte) (written int, err error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	for len(b) > 0 && err == nil {
		piece := b[:min(len(b), writePiece)]
		w.begin()
		var n int
		n, err = w.out.Write(piece)
		w.end()
		written += n
		b = b[n:]
	}
	return written, err
}

func (w *timedWriter) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.began = time.Now()
	if !w.set {
		w.setLocked(w.limit)
	}
}

func (w *timedWriter) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.began = time.Time{}
}

func (w *timedWriter) setLocked(rest time.Duration) {
	switch w.set = !w.over; {
	case w.over:
	case w.timer == nil:
		w.timer = time.AfterFunc(rest, w.look)
	default:
		w.timer.Reset(rest)
	}
}

// look is what the timer does.
func (w *timedWriter) look() {
	if w.isLate() {
		w.late()
	}
}

func (w *timedWriter) isLate() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set = false
	if w.began.IsZero() {
		return false
	}
	rest := w.limit - time.Since(w.began)
	if rest > 0 {
		w.setLocked(rest)
	}
	return rest <= 0
}

// stop ends the timer for good.
func (w *timedWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over = true; w.timer != nil {
		w.timer.Stop()
	}
}
