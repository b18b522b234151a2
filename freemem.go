package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"talktalktalk/room"
)

// Memory that a crowd has left is given back to the machine, and so is what it took
// only to come in. Left to itself, the runtime keeps it for as long as nothing new needs
// it: after 9700 connections that said half a request, 189 MB where 50 do, for longer than
// five minutes; with 5000 open pages, a quarter of what it has then.
const (
	crowd     = 1000 // connections that have come, or gone
	lookEvery = 10 * time.Second
)

// A tide knows how many connections there have been at most and at least since a crowd
// last came or went, and how many there were at the last look.
type tide struct{ high, low, last int }

// turned tells whether a crowd has come or gone since it last said so, and the rest of it
// is not just following: there are open connections, and there were high since it was asked last.
func (t *tide) turned(open, high int) bool {
	following := max(t.last-open, open-t.last) >= crowd/2
	t.high, t.low, t.last = max(t.high, high), min(t.low, open), open
	if following || (t.high-open < crowd && open-t.low < crowd) {
		return false
	}
	t.high, t.low = open, open
	return true
}

// giveBack gives memory back when a crowd has come or gone, until ctx ends.
func (s *server) giveBack(ctx context.Context) {
	var t tide
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			if open, high := tideAt(s.limiters); t.turned(open, high) {
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
