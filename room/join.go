package room

import (
	"context"
)

// Join lets v in. The session must be left. A *Refusal says why v may not
// come in; ErrClosing that nobody may any more.
func (r *Room) Join(ctx context.Context, v Visitor) (*Session, error) {
	s := &Session{room: r, cred: r.key.identify(v), via: v.Via, addr: v.Addr, passing: v.Passing, bot: v.Hook != "", pulse: v.Pulse, commands: v.Commands, days: v.Days, page: v.Page}
	if err := r.enter(s); err != nil {
		return nil, err
	}
	if err := r.join(ctx, s, v); err != nil {
		r.tellRefused(err)
		r.exit(s)
		return nil, err
	}
	return s, nil
}

// join lets the session begin, which is listed: whoever has to leave from now
// on, remove finds.
func (r *Room) join(ctx context.Context, s *Session, v Visitor) error {
	p := newPerson(r.now().Persons.holder(s.cred.Cred), s.cred)
	if !v.Passing {
		if err := r.tries.joins.spend(p.id, v.Addr); err != nil {
			return err
		}
	}
	if err := r.recall(ctx, p); err != nil {
		r.opts.Logger.Warn("a person is not remembered", "who", p.id, "err", err)
	}
	if v.Typed && !v.Passing {
		if err := r.guessed(ctx, v.Name, p.id, v.Addr); err != nil {
			return err
		}
	}
	if err := r.admits(s, v, p); err != nil {
		return err
	}
	if err := s.begin(ctx, v); err != nil {
		return err
	}
	var notices []string
	r.presence.enter(p, s, v.Passing, func(p *person, live bool) face {
		p.comes(s.cred, v.Zone, r.now())
		return r.called(p, live, v, &notices)
	})
	if who := s.speaker(); who != p.id {
		r.presence.lately(who, s.addr)
	}
	if was := s.self().id; r.now().Persons.holder(s.cred.Cred) != was {
		r.regroup(ctx, was) // the credential was joined or parted meanwhile
	}
	p = s.self()
	if p.face.Load().unlocked {
		r.keep(ctx, p)
	}
	r.touch(ctx, p)
	i := s.Identity()
	s.welcome.Name, s.welcome.Admin, s.welcome.Claimed = i.Name, i.Admin, i.Claimed
	s.welcome.Who, s.welcome.Token = i.Who, i.Token
	s.welcome.Online = r.presence.count()
	s.welcome.Read = r.presence.lastRead(p)
	s.welcome.Notices = notices
	return nil
}

// begin finds the place from which v reads on (B3).
func (s *Session) begin(ctx context.Context, v Visitor) error {
	if err := s.room.progress.catchUp(ctx); err != nil {
		return err
	}
	s.known = Seq(s.room.progress.fed.Load()) // before anything is read
	s.welcome.Epoch, s.welcome.Head = s.room.Epoch(), s.room.Head()
	if v.Epoch != s.welcome.Epoch || v.After > s.welcome.Head {
		recent := v.Recent
		if recent == 0 {
			recent = Backlog
		}
		s.beginAt(s.room.feed.newest(max(recent, 0)))
		return nil
	}
	var err error
	if s.welcome.Changed, err = s.room.changedSince(ctx, v.After); err != nil {
		return err
	}
	s.welcome.Changed = append(s.welcome.Changed, s.room.now().purgedSince(v.After)...)
	missed, ok := s.room.feed.following(v.After, CatchUp+1)
	if ok && len(missed) <= CatchUp {
		s.beginAfter(v.After)
		return nil
	}
	before, err := s.room.countTo(ctx, v.After)
	if err != nil {
		return err
	}
	p, first := s.room.feed.newest(Backlog)
	if first == nil { // all are gone
		s.beginAt(p, nil)
		return nil
	}
	left := int(first.count - 1 - before)
	if left+Backlog <= CatchUp {
		s.beginAfter(v.After)
		return nil
	}
	s.beginAt(p, first)
	s.welcome.Changed = append(s.room.now().Persons.mergedBetween(v.After, first.Seq), s.welcome.Changed...)
	s.welcome.Gap = &Gap{From: v.After + 1, To: first.Seq - 1, Count: left}
	return nil
}

// beginAfter puts the session behind the message with number seq.
func (s *Session) beginAfter(seq Seq) {
	p, ok := s.room.feed.behind(seq)
	s.place, s.shown, s.behind = p, seq, !ok
}

// beginAt puts the session before the message first, if there is one.
func (s *Session) beginAt(p place, first *Event) {
	s.place, s.shown = p, s.welcome.Head
	if first != nil {
		s.shown = first.Seq - 1
	}
}
