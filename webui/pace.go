package webui

import (
	"time"

	"talktalktalk/room"
)

// Who goes on although they are refused is read more slowly, so that a crowd of
// those takes nothing from the others: what they send waits in their connection.
const (
	refusedInRow = 3 // answers at once
	refusedPause = 100 * time.Millisecond
)

// A pace counts how often the client was refused in a row for being too fast. The
// zero value is ready.
type pace struct{ refused int }

// pause is how long to wait with the next frame after one that ended with err.
func (p *pace) pause(err error) time.Duration {
	if err == nil {
		p.refused = 0
		return 0
	}
	if refusal, _ := room.AsRefusal(err); refusal.Code != room.CodeFlood {
		return 0
	}
	p.refused++
	if p.refused <= refusedInRow {
		return 0
	}
	return refusedPause
}

// rest waits for d, or until the door closes.
func (s *Server) rest(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.stopping.Done():
	}
}
