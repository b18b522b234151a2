package room

import (
	"context"
	"slices"
	"time"
)

// turn lets what the fold did to persons take effect on those who are here, and
// tells whether it did anything. It comes when the state is published, so who
// enters meanwhile finds out by itself.
func (r *Room) turn(ctx context.Context, acts []effect) (any bool) {
	for _, did := range acts {
		if e := did.event; e != nil && e.Kind == Merged {
			r.absorb(ctx, e.Merge)
			r.presence.disown(e.Merge)
		}
		for _, id := range did.turned {
			r.regroup(ctx, id)
			any = true
		}
		if did.claimed != nil {
			r.evict(did.claimed)
		}
		r.presence.some(did.turned, r.ranked)
	}
	return any
}

// absorb adds what was kept of m.From to what is known of m.To, if m.To is here;
// else that is done when m.To comes.
func (r *Room) absorb(ctx context.Context, m Merge) {
	if from := r.presence.here(m.From); from != nil {
		r.presence.noteworthy(from)
		r.keep(ctx, from)
	}
	to := r.presence.here(m.To)
	if to == nil {
		return
	}
	notes, err := r.formerNotes(ctx, m.To, nil)
	if err != nil {
		r.opts.Logger.Warn("a former person is not remembered", "who", m.From, "err", err)
	}
	r.presence.merge(to, notes, r.now())
	r.keep(ctx, to)
}

// merge adds the notes of former persons to that of p, who is called by its
// present name the next time, whichever device comes first.
func (ps *presence) merge(p *person, former map[string]note, now *state) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if p.note.Name == "" {
		p.note.Name = p.face.Load().name
	}
	for id, n := range former {
		if !slices.Contains(p.note.Merged, id) {
			p.note.merge(id, n)
		}
	}
	p.change()
	p.recallNote(now)
}

// regroup gives those sessions of the person id that are other persons' by now
// to them. One who is another as a whole leaves the list.
func (r *Room) regroup(ctx context.Context, id string) {
	now := r.now()
	for who, sessions := range r.presence.strangers(id, now.Persons.holder) {
		p := newPerson(who, sessions[0].cred)
		if err := r.recall(ctx, p); err != nil {
			r.opts.Logger.Warn("a person is not remembered", "who", who, "err", err)
		}
		joined := now.Persons.resolve(id) == who
		r.presence.move(id, sessions, p, func(p *person, was string) face {
			if !joined {
				was = ""
			}
			return r.recalled(p, was)
		})
	}
	if now.Persons.resolve(id) != id {
		r.presence.drop(id)
	}
}

// settle makes a session that is not listed that of the person to whom its
// credential belongs by now.
func (r *Room) settle(ctx context.Context, s *Session) {
	p := newPerson(r.now().Persons.holder(s.cred.Cred), s.cred)
	if err := r.recall(ctx, p); err != nil {
		r.opts.Logger.Warn("a person is not remembered", "who", p.id, "err", err)
	}
	r.presence.enter(p, s, true, func(p *person, _ bool) face { return r.recalled(p, "") })
}

// recalled is the face of somebody whose sessions were another's, who was called
// was; "" if that name does not come along. It runs under presence.mu.
func (r *Room) recalled(p *person, was string) face {
	f := r.ranked(p)
	if f.name != "" {
		return f
	}
	return r.called(p, false, Visitor{Name: was}, new([]string))
}

// evict renames whoever is here under a name that was claimed by another.
func (r *Room) evict(looks []string) {
	r.presence.under(looks, func(p *person) face {
		f := *p.face.Load()
		if r.claimedByOther(f.name, p) {
			f.name, _ = r.nearest(p, f.name, f.admin)
		}
		return f
	})
}

// touch has the log know, at most once a day, that somebody who has claims was seen. Nobody
// waits for that.
func (r *Room) touch(ctx context.Context, p *person) {
	i := r.now().Persons.Identities.get(p.id)
	now := time.Now()
	last := p.touched.Load()
	if len(i.Claims) == 0 || now.UnixMilli()-max(i.Seen, last) < seenEvery.Milliseconds() || !p.touched.CompareAndSwap(last, now.UnixMilli()) {
		return
	}
	body, err := entry{Kind: kindSeen, Owner: p.id}.encode()
	if err == nil {
		_, err = r.log.Submit(ctx, "", body)
	}
	if err != nil && ctx.Err() == nil {
		r.opts.Logger.Warn("that somebody was seen is not stored", "who", p.id, "err", err)
	}
}

// comes notes when, and from what zone, a person comes by a credential.
func (p *person) comes(c credential, zone string, now *state) {
	if _, several := now.Persons.Identities.get(p.id).device(c.Cred); several {
		if p.note.Seen == nil {
			p.note.Seen = map[string]int64{}
		}
		p.note.Seen[c.Cred] = time.Now().UnixMilli()
	}
	if zone != "" && isZone(zone) {
		p.note.Zone = zone
		p.date()
		p.zone.Store(&zone)
	}
}
