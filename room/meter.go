package room

import (
	"errors"
	"time"
)

// A Meter is told what goes on in a room, for whoever watches it. Its methods
// are called often, by many goroutines at once, and must not block.
type Meter interface {
	// Stored tells that a message is on the disk, and how long that took since
	// it was handed to the log.
	Stored(via Via, took time.Duration)
	// Refused tells that somebody was refused something.
	Refused(code Code)
	// Delivered tells how old the newest event was when a reader took it. What a
	// newcomer catches up with does not count.
	Delivered(lag time.Duration)
}

// tellStored tells the meter of a message that was handed over at begun.
func (r *Room) tellStored(via Via, begun time.Time) {
	if r.opts.Meter != nil {
		r.opts.Meter.Stored(via, time.Since(begun))
	}
}

// tellRefused tells the meter of err, if it refuses something.
func (r *Room) tellRefused(err error) {
	if r.opts.Meter == nil || err == nil || errors.Is(err, ErrClosing) {
		return
	}
	refusal, _ := AsRefusal(err)
	r.opts.Meter.Refused(refusal.Code)
}

// tellDelivered tells the meter of events that a session takes.
func (s *Session) tellDelivered(events []*Event) {
	if s.room.opts.Meter == nil || len(events) == 0 {
		return
	}
	if e := events[len(events)-1]; e.Seq > s.welcome.Head {
		s.room.opts.Meter.Delivered(time.Since(e.Time))
	}
}

// Positions are how far a server has come in the log.
type Positions struct {
	Head   Seq // the newest message that anybody knows of
	Folded Seq // the newest record that is in the state, and in the feed
}

// Positions are the room's at the moment.
func (r *Room) Positions() Positions {
	return Positions{Head: r.Head(), Folded: Seq(r.progress.fed.Load())}
}
