package room

import (
	"context"
	"time"
)

// keepPause is how long a person's note waits for further changes before it is
// saved (B11).
const keepPause = 30 * time.Second

// Read notes that the person has seen the messages up to seq, at whichever
// door (B11). The number only rises, and not above that of the newest message.
// Who can come back finds it in the Welcome of the next session. A passing
// session reads for nobody.
func (s *Session) Read(seq Seq) {
	if !s.passing {
		newest := Seq(max(s.room.head.Load(), s.room.stored.Load()))
		s.room.presence.read(s.self(), min(seq, newest))
	}
}

// read raises the number of the last message that p has seen.
func (ps *presence) read(p *person, seq Seq) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if seq > p.note.Read {
		p.note.Read = seq
		ps.noteLocked(p)
	}
}

// lastRead is the number of the last message that p has seen.
func (ps *presence) lastRead(p *person) Seq {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return p.note.Read
}

// noteLocked sees to it that the note of p is saved, if p can come back.
func (ps *presence) noteLocked(p *person) {
	p.change()
	if !p.stable || p.due {
		return
	}
	p.due = true
	ps.due = append(ps.due, p)
	select {
	case ps.write <- struct{}{}:
	default: // somebody else's is due already
	}
}

// takeDue returns those whose notes are to be saved. Who has left meanwhile has
// had it saved then.
func (ps *presence) takeDue() []*person {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	var due []*person
	for _, p := range ps.due {
		if p.due {
			due = append(due, p)
		}
	}
	ps.due = nil
	return due
}

// keepNotes saves notes that have changed, each at most once per keepPause,
// until ctx ends, and then what is left. A room in which nobody reads has no timer.
func (r *Room) keepNotes(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-r.presence.write:
		case <-ctx.Done():
		}
		select {
		case <-time.After(keepPause):
		case <-ctx.Done():
		}
		r.keepDue(ctx)
	}
}

func (r *Room) keepDue(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveMost)
	defer cancel()
	for _, p := range r.presence.takeDue() {
		r.keep(ctx, p)
	}
}
