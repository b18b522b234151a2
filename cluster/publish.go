package cluster

import (
	"context"
	"time"

	"talktalktalk/room"
)

// Bounds of what is published at once.
const (
	groupEntries = 256
	groupBytes   = 1 << 20 // a larger entry ends its group
	gathering    = 1024    // attempts that wait for a group
)

// How long to wait before a group is sent again.
const (
	againFirst = 20 * time.Millisecond
	againMost  = time.Second
)

// headers is how many bytes of a message NATS may need for itself.
const headers = 4 << 10

// A group is what is stored with nothing between, all of it or nothing.
type group struct {
	messages [][]byte
	entries  int
	bytes    int
}

func (g *group) full() bool { return g.entries >= groupEntries || g.bytes >= groupBytes }

// add puts a into g, in messages of at most so many bytes.
func (g *group) add(a *attempt, most int) {
	for _, e := range []*entry{a.draft, a.entry} {
		if e == nil {
			continue
		}
		b := e.encode()
		g.messages = append(g.messages, split(b, most)...)
		g.bytes += len(b)
		g.entries++
	}
}

// publish sends what is handed over, one group after the other, until ctx ends. A
// group whose storing is not sure is sent again, as it was: so what one goroutine hands
// over keeps its order, and what comes twice is known by its key.
func (l *Log) publish(ctx context.Context) {
	for {
		select {
		case a := <-l.queue:
			l.send(ctx, l.gather(a))
		case <-ctx.Done():
			return
		}
	}
}

// gather makes a group of a and what has gathered behind it.
func (l *Log) gather(a *attempt) *group {
	most := l.bus.messageMost()
	g := &group{}
	g.add(a, most)
	for !g.full() && len(l.queue) > 0 {
		g.add(<-l.queue, most)
	}
	return g
}

// send sends g until it is stored.
func (l *Log) send(ctx context.Context, g *group) {
	pause := againFirst
	for ctx.Err() == nil {
		if generation := l.generation.Load(); generation != nil {
			last, err := l.bus.publish(ctx, logSubject(*generation), g.messages, nil)
			if err == nil {
				l.hear(last)
				return
			}
			l.logger.Debug("a group is not stored yet", "messages", len(g.messages), "why", err)
		}
		if !rest(ctx, pause) {
			return
		}
		pause = min(2*pause, againMost)
	}
}

// hear notes that the stream reaches up to a number.
func (l *Log) hear(last room.Seq) {
	for {
		was := l.heard.Load()
		if uint64(last) <= was || l.heard.CompareAndSwap(was, uint64(last)) {
			break
		}
	}
	wake(l.news)
}
