package sshui

import (
	"io"
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

func (g guarded) Write(b []byte) (int, error) { return g.peer.write(g.Channel, b) }

// Stderr is guarded, too.
func (g guarded) Stderr() io.ReadWriter {
	return guardedStderr{g.Channel.Stderr(), g.peer}
}

type guardedStderr struct {
	io.ReadWriter
	peer *peer
}

func (g guardedStderr) Write(b []byte) (int, error) { return g.peer.write(g.ReadWriter, b) }

// write writes b piece by piece; each has its time.
func (p *peer) write(w io.Writer, b []byte) (written int, err error) {
	for len(b) > 0 && err == nil {
		piece := b[:min(len(b), writePiece)]
		stalled := time.AfterFunc(p.timing.stall, p.cut)
		var n int
		n, err = w.Write(piece)
		stalled.Stop()
		written += n
		b = b[n:]
	}
	return written, err
}
