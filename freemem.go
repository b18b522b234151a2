package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"talktalktalk/room"
)

// Memory that a crowd has left is given back to the machine. Left to itself, the
// runtime keeps it for as long as nothing new needs it: after 9700 connections
// that said half a request, 189 MB where 50 do, for longer than five minutes.
const (
	crowd     = 1000 // connections that have gone
	lookEvery = 10 * time.Second
)

// A tide knows how many connections there have been, and how many there were at the last look.
type tide struct{ high, last int }

// fell tells whether a crowd has gone since it last said so, and the rest of it is not
// just going: there are open connections, and there were high since it was asked last.
func (t *tide) fell(open, high int) bool {
	going := t.last-open >= crowd/2
	t.high, t.last = max(t.high, high), open
	if going || t.high-open < crowd {
		return false
	}
	t.high = open
	return true
}

// giveBack gives memory back when a crowd has gone, until ctx ends.
func (s *server) giveBack(ctx context.Context) {
	var t tide
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			if open, high := tideAt(s.limiters); t.fell(open, high) {
				runtime.GC() // what lies in pools goes at the second time
				debug.FreeOSMemory()
				s.logger.Info("memory is given back", "connections", open)
			}
		case <-ctx.Done():
			return
		}
	}
}

func tideAt(limiters []*room.ConnLimiter) (open, high int) {
	for _, g := range limiters {
		o, h := g.Tide()
		open, high = open+o, high+h
	}
	return open, high
}
