package room

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// A Pulse is when something was heard of a connection last: it may be dead for
// long before its door gives it up. It is safe for concurrent use.
type Pulse struct {
	begun time.Time
	last  atomic.Int64 // after begun
}

// NewPulse returns the pulse of a connection of which something is heard now.
func NewPulse() *Pulse { return &Pulse{begun: time.Now()} }

// Beat notes that something is heard now.
func (p *Pulse) Beat() { p.last.Store(int64(time.Since(p.begun))) }

// Broke notes that the connection ends with err: what the network tells of an end
// is something that is heard, but not that the door gave up or closed it.
func (p *Pulse) Broke(err error) {
	var late net.Error
	if errors.Is(err, net.ErrClosed) || errors.As(err, &late) && late.Timeout() {
		return
	}
	p.Beat()
}

// Age is how long the connection is there.
func (p *Pulse) Age() time.Duration { return time.Since(p.begun) }

// Last is when something was heard last.
func (p *Pulse) Last() time.Time { return p.begun.Add(time.Duration(p.last.Load())) }

// silentFor is how long nothing was heard of somebody who has been away for
// graceLost. Sooner or later: the silence began at an unknown time before the cut,
// up to a door's pause between two probes; most who go have just done something.
const silentFor = graceLost + time.Second

// missedLocked tells whether p was away for so long that the others are to be told,
// though no door has noticed: it has connections, and all of them are silent.
func (p *person) missedLocked() bool {
	return len(p.sessions) > 0 && time.Since(p.lastHeardLocked()) > silentFor
}

// lastHeardLocked is when anything was heard of p, on whatever connection. One that
// is dead may stand for long, before the door gives it up.
func (p *person) lastHeardLocked() time.Time {
	last := p.heard
	for s := range p.sessions {
		if at := s.heard(); at.After(last) {
			last = at
		}
	}
	return last
}

// heard is when something was heard of the session's connection last.
func (s *Session) heard() time.Time {
	if s.pulse == nil {
		return time.Now()
	}
	return s.pulse.Last()
}
