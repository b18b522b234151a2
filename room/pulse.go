package room

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// How doors find out that a connection is dead. Most who are cut have just done
// something, so those are watched closely; to watch all would cost a server that is
// idle more than everything else.
const (
	// ProbeSoon is the pause between two probes of a client that is watched.
	ProbeSoon = 3 * time.Second
	// ProbeMost is the longest pause that a door makes between two probes (B6, B51).
	ProbeMost = 25 * time.Second

	// watchedFor is how long a client is watched after it did something. Its door goes
	// on for one probe more: until then the silence of a watched client has an end.
	watchedFor = 10 * time.Second
)

// A Pulse is when something was heard of a connection last: it may be dead for
// long before its door gives it up. It is safe for concurrent use.
type Pulse struct {
	begun time.Time
	last  atomic.Int64 // after begun
	acted atomic.Int64 // likewise; never after last
}

// NewPulse returns the pulse of a connection of which something is heard now.
func NewPulse() *Pulse { return &Pulse{begun: time.Now()} }

// Beat notes that something is heard now, such as the answer to a probe.
func (p *Pulse) Beat() { p.last.Store(int64(time.Since(p.begun))) }

// Act notes that the client does something by itself now, and is to be watched.
func (p *Pulse) Act() {
	p.Beat()
	p.acted.Store(p.last.Load())
}

// Watched tells whether the door is to probe the client every ProbeSoon.
func (p *Pulse) Watched() bool {
	return time.Since(p.begun)-time.Duration(p.acted.Load()) < watchedFor+ProbeSoon
}

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

// silentFor is how long nothing is heard, at least, of somebody who has been away
// for graceLost.
const silentFor = graceLost + time.Second

// missing tells whether the client has surely been away for graceLost. If it was not
// watched any more when it was heard last, it may have been there until the next probe.
func (p *Pulse) missing() bool {
	silent := time.Since(p.Last())
	if p.last.Load()-p.acted.Load() >= int64(watchedFor) {
		silent -= ProbeMost
	}
	return silent > silentFor
}

// missedLocked tells whether p was away for so long that the others are to be told,
// though no door has noticed: it has connections, and all of them are silent.
func (p *person) missedLocked() bool {
	for s := range p.sessions {
		if s.pulse == nil || !s.pulse.missing() {
			return false
		}
	}
	return len(p.sessions) > 0 && time.Since(p.heard) > silentFor
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
