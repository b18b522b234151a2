package cluster

import (
	"context"
	"slices"
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
	groupMost  = 3 * time.Second // to be stored, before it is sent again
)

// answersMost is how long the next group waits for those whom the last one answers: the
// more there are in a group, the less each costs.
const answersMost = 10 * time.Millisecond

// headers is how many bytes of a message NATS may need for itself.
const headers = 4 << 10

// A group is what is stored with nothing between, all of it or nothing.
type group struct {
	members []member
	entries int
	bytes   int
}

// A member of a group is an attempt and its messages.
type member struct {
	*attempt
	messages [][]byte
}

func (g *group) full() bool { return g.entries >= groupEntries || g.bytes >= groupBytes }

// add puts a into g, in messages of at most so many bytes.
func (l *Log) add(g *group, a *attempt, most int) {
	m := member{attempt: a}
	for _, e := range []*entry{a.draft, a.entry} {
		if e == nil {
			continue
		}
		e.Lowest = room.Seq(l.lowest.Load()) // after its key was looked for
		b := e.encode()
		m.messages = append(m.messages, split(b, most)...)
		g.bytes += len(b)
		g.entries++
	}
	g.members = append(g.members, m)
}

// until is when the first of g is late.
func (g *group) until() time.Time {
	until := time.Now().Add(groupMost)
	for _, m := range g.members {
		if at := m.since.Add(appendMost); at.Before(until) {
			until = at
		}
	}
	return until
}

// messages are those of g that wait for their verdicts, if it is not too late for them.
func (l *Log) messages(g *group) (messages [][]byte) {
	g.members = slices.DeleteFunc(g.members, func(m member) bool {
		if m.late() {
			l.stuck.Store(true) // before it is forgotten: there is no moment at which all seems well
			l.attempts.settle(m.attempt, verdict{err: errLate})
		}
		return m.settled()
	})
	for _, m := range g.members {
		messages = append(messages, m.messages...)
	}
	return messages
}

// answered waits until the own store has what was sent of g and its members are told,
// but not for long: they may have more to say, which goes into the next group.
func (g *group) answered(ctx context.Context) {
	if len(g.members) == 0 {
		return
	}
	timer := time.NewTimer(answersMost)
	defer timer.Stop()
	select {
	case <-g.members[len(g.members)-1].done:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// publish sends what is handed over, one group after the other, until ctx ends. A
// group whose storing is not sure is sent again, as it was but for what is refused by
// now: so what one goroutine hands over keeps its order, and what comes twice is known
// by its key.
func (l *Log) publish(ctx context.Context) {
	for {
		select {
		case a := <-l.queue:
			g := l.gather(a)
			l.send(ctx, g)
			if len(l.queue) < groupEntries { // or else the next one is full without them
				g.answered(ctx)
			}
		case <-ctx.Done():
			return
		}
	}
}

// gather makes a group of a and what has gathered behind it.
func (l *Log) gather(a *attempt) *group {
	most := l.bus.messageMost()
	g := &group{}
	l.add(g, a, most)
	l.join(g, most)
	return g
}

// join adds to g what has gathered.
func (l *Log) join(g *group, most int) {
	for !g.full() && len(l.queue) > 0 {
		l.add(g, <-l.queue, most)
	}
}

// send sends g until it is stored. When all of it is refused, it goes on with what comes
// behind it, or else with an entry that means nothing: so it is known when
// something can be stored again.
func (l *Log) send(ctx context.Context, g *group) {
	pause := againFirst
	for ctx.Err() == nil {
		messages := l.messages(g)
		if len(messages) == 0 && l.stuck.Load() {
			l.join(g, l.bus.messageMost())
			messages = append(l.messages(g), (&entry{Kind: kindGap}).encode())
		}
		if len(messages) == 0 {
			return // it is stored, though nobody said so
		}
		if generation := l.generation.Load(); generation != nil && !l.doubted.Load() {
			soon, cancel := context.WithDeadline(ctx, g.until())
			last, err := l.bus.publish(soon, logSubject(*generation), messages, nil)
			cancel()
			if err == nil {
				l.stuck.Store(false)
				l.hear(last)
				return
			}
			l.logger.Debug("a group is not stored yet", "messages", len(messages), "why", err)
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
