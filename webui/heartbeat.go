package webui

import (
	"runtime"
	"time"

	"talktalktalk/room"
)

// writersAtOnce is how many writers are started before they get their chance.
const writersAtOnce = 64

// patience is how long the door waits for others.
type patience struct {
	hello    time.Duration // for a connection's hello
	write    time.Duration // for a peer to take one frame
	beat     time.Duration // between two pings (B6)
	probe    time.Duration // likewise, while the room wants the client watched
	pong     time.Duration // for a peer to answer a ping
	room     time.Duration // for the room to do what a client waits for
	disk     time.Duration // for a line to be stored, which the log gives up before
	farewell time.Duration // for a peer to take leave
}

var usual = patience{
	hello:    10 * time.Second,
	write:    30 * time.Second,
	beat:     room.ProbeMost,
	probe:    room.ProbeSoon,
	pong:     30 * time.Second,
	room:     4 * time.Second, // a page gives up after 5 s (B6)
	disk:     17 * time.Second,
	farewell: 2 * time.Second,
}

// keep serves all sockets until the door is cut. Nothing it does waits for a
// peer, so that no peer can make others miss their ping.
func (s *Server) keep() {
	s.beat()
	for _, c := range s.all() {
		c.interrupt()
	}
	select {
	case <-time.After(s.patience.farewell):
		s.cutAll()
	case <-s.ctx.Done():
	}
}

// announce has every socket look when something has happened, until the door is
// cut. It waits for all of them, so that none needs a goroutine that waits.
func (s *Server) announce() {
	for {
		news := s.room.News()
		s.rouse(false)
		select {
		case <-news:
		case <-s.ctx.Done():
			return
		}
	}
}

// rouse starts the writers, a few at a time: those are done before the next
// ones begin, on the same stacks, unless their peers make them wait.
func (s *Server) rouse(ping bool) {
	for i, c := range s.all() {
		c.rouse(ping)
		if i%writersAtOnce == writersAtOnce-1 {
			runtime.Gosched()
		}
	}
}

// beat makes the writers ping, until the room or the door closes.
func (s *Server) beat() {
	defer s.stop()
	beat := time.NewTicker(s.patience.beat)
	defer beat.Stop()
	probe := time.NewTicker(s.patience.probe)
	defer probe.Stop()
	for {
		select {
		case <-beat.C:
			s.rouse(true)
		case <-probe.C:
			s.probe()
		case <-s.room.Closing():
			return
		case <-s.stopping.Done():
			return
		}
	}
}

// probe makes the writers ping whose clients are watched.
func (s *Server) probe() {
	for _, c := range s.all() {
		if c.pulse.Watched() {
			c.rouse(true)
		}
	}
}

// cutAll ends every connection and whatever it waits for.
func (s *Server) cutAll() {
	s.cut()
	for _, c := range s.all() {
		c.close()
	}
}
