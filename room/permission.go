package room

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"
)

// silenced is why the person may not write now, or nil: it is muted, or the room
// is locked and the person is new. Who only edits says nothing new.
func (s *Session) silenced(editing bool) *Refusal {
	if s.bot || s.Admin() {
		return nil
	}
	state, now, who := s.room.now(), time.Now(), s.speaker()
	keyless := netip.Addr{}
	if !s.cred.stable {
		keyless = s.addr
	}
	if m, is := state.Order.muted(who, keyless, state.Persons.resolve, now); is {
		return m.refusal(state.Order.left(m.N, m.Until, now))
	}
	if !editing && state.Order.locked(who, now) {
		l := state.Order.Lock
		return l.refusal(state.Order.left(l.N, l.Until, now))
	}
	return nil
}

func (m *mute) refusal(rest time.Duration, _ bool) *Refusal {
	why := because("You are muted by "+m.By, m.Why) + "."
	text := why + " "
	if m.Until == 0 {
		text += "You can read, and write when an admin lets you again."
	} else {
		text += "You can read, and write again in " + LeftText(rest) + "."
	}
	return &Refusal{Code: CodeMuted, Text: text, Wait: rest, Why: why}
}

func (l *lock) refusal(rest time.Duration, _ bool) *Refusal {
	why := "The room is locked by " + l.By + ": who has not written before only reads."
	text := "The room is locked by " + l.By + ": who has not written before can read, and write "
	if l.Until == 0 {
		text += "when it is unlocked."
	} else {
		text += "in " + LeftText(rest) + "."
	}
	return &Refusal{Code: CodeLocked, Text: text, Wait: rest, Why: why}
}

// A pace lets everybody write once in the span of the slow mode. The zero value
// is ready.
type pace struct {
	mu   sync.Mutex
	span time.Duration // that last is of
	last *budget
}

// take takes the person's turn, or refuses it.
func (p *pace) take(person string, span time.Duration) error {
	if span == 0 { // it ended meanwhile
		return nil
	}
	if wait := p.of(span).take(person); wait > 0 {
		why := "Slow mode: one message in " + SpanText(span) + " from each."
		return &Refusal{Code: CodeSlow, Text: why + " You can write again in " + LeftText(wait) + ".", Wait: wait, Why: why}
	}
	return nil
}

// of is the budget of that span. Another span begins anew.
func (p *pace) of(span time.Duration) *budget {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.span != span {
		p.span, p.last = span, newBudget(1, span, false)
	}
	return p.last
}

// pause is how long the person has to wait in the slow mode now.
func (s *Session) pause() time.Duration {
	span := s.room.slowSpan()
	if span == 0 || s.bot || s.Admin() {
		return 0
	}
	return s.room.pace.of(span).wait(s.Who())
}

// paced takes the person's turn in the slow mode, if there is one now.
func (s *Session) paced(ctx context.Context) error {
	if s.room.slowSpan() == 0 || s.bot || s.Admin() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ownerMost)
	defer cancel()
	taken, err := s.room.limits.joint.count(ctx, countPace, s.Who())
	if err == nil {
		taken(true)
	}
	return err
}

// slowSpan is the span of the slow mode, 0 while there is none.
func (r *Room) slowSpan() time.Duration {
	return time.Duration(r.now().Order.Slow.Span) * time.Millisecond
}

// mayWrite asks for a message or a change to one, as limits.say. Who has been
// refused too often is out, at all its connections.
func (s *Session) mayWrite(ctx context.Context) (done func(stored bool), err error) {
	done, err = s.room.limits.say(ctx, s.Who(), s.addr)
	var out *Removed
	switch {
	case !errors.As(err, &out):
	case s.Admin(): // whom nobody shuts out
		return nil, tooFast(quietFor)
	default:
		s.room.shutOut(s.Who(), out.Wait)
		s.room.peering.tellOut(s.Who(), out.Wait)
	}
	return done, err
}

// shutOut sends somebody out who floods, and lets nobody in as that person for wait.
func (r *Room) shutOut(who string, wait time.Duration) {
	r.limits.floods.shutOut(who, wait)
	r.remove(removal{whom: who, refusal: r.limits.floods.out(who)})
	r.feed.push(&Event{Kind: Ordered})
}
