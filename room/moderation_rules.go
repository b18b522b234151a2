package room

import (
	"cmp"
	"slices"
	"time"
)

// A rule is what the fold knows of one kind of act. Whether who does it is an
// admin, the server that proposed it knew, and its record says.
type rule struct {
	spares bool // admins, and who does it: nobody shuts out another admin, or themselves
	// judge changes the order as the act says, or refuses it.
	judge func(o *moderation, a *act, at time.Time) *Refusal
	// undo takes the act back, unless something newer is in the place of what it
	// did; nil where that cannot be.
	undo func(o *moderation, a act) bool
}

// rules are those of all acts, for every door and every server: the one table of
// what admins may do (B39). /undo, which looks into it, is beside it (state.undo).
var rules = map[kind]rule{
	kindKicked:   {spares: true, judge: nothing},
	kindMuted:    {spares: true, judge: (*moderation).mute, undo: (*moderation).undoMute},
	kindUnmuted:  {judge: (*moderation).unmute, undo: (*moderation).undoUnmute},
	kindBanned:   {spares: true, judge: (*moderation).ban, undo: (*moderation).undoBan},
	kindUnbanned: {judge: (*moderation).unban, undo: (*moderation).undoUnban},
	kindRemoved:  {judge: nothing},
	kindPurged:   {spares: true, judge: nothing},
	kindSwept:    {spares: true, judge: nothing},
	kindSlowed:   {judge: (*moderation).setSlow, undo: (*moderation).undoSlow},
	kindLocked:   {judge: (*moderation).setLock, undo: (*moderation).undoLock},
	kindTopic:    {judge: (*moderation).setTopic, undo: (*moderation).undoTopic},
}

// nothing allows what changes nothing that lasts in the order.
func nothing(*moderation, *act, time.Time) *Refusal { return nil }

// judge takes in an act of order: it is done, or refused, and in /log in any case.
func (s *state) judge(rec Record, e entry) effect {
	done := effect{attempt: e.Attempt, ordered: true}
	a := act{Seq: rec.Seq, At: rec.Time.UnixMilli(), Kind: e.Kind, Who: s.Persons.resolve(e.Owner), By: e.Name}
	if e.Deed != nil {
		a.deed = *e.Deed
	}
	if a.Whom != "" {
		a.Whom = s.Persons.resolve(a.Whom)
	}
	o := &s.Order
	o.N++
	a.N = o.N
	if done.refused = s.decide(&a, e, rec.Time); done.refused != nil {
		a.Refused = done.refused.Code
	} else {
		s.carryOut(&done, &a, rec, e)
	}
	a.Creds, a.Nets, a.Whoms = nil, nil, nil // /log tells nobody's, and a ban and a purge have their own
	o.note(a)
	done.act = a
	return done
}

// decide says whether the act is done, and changes the order accordingly.
func (s *state) decide(a *act, e entry, at time.Time) *Refusal {
	if e.Kind == kindRefused || !e.Admin {
		return refuse(CodeForbidden, "Only an admin may do that.")
	}
	if e.Kind == kindUndone {
		return s.Order.undo(a, at)
	}
	r := rules[e.Kind]
	own := a.Whom != "" && a.Whom == a.Who
	switch {
	case r.spares && own && !a.purges():
		return refuse(CodeForbidden, "That is you.")
	case r.spares && a.Spare && !own:
		return refuse(CodeForbidden, "%s is an admin, too.", a.Name)
	case a.purges() && s.Order.Purges.full():
		return refuse(CodeForbidden, "So many purges are under way that this one has to wait.")
	}
	s.Order.sweep(at)
	return r.judge(&s.Order, a, at)
}

// carryOut lets an act that is done take effect beyond the order.
func (s *state) carryOut(done *effect, a *act, rec Record, e entry) {
	switch a.Kind {
	case kindKicked:
		done.removal = &removal{whom: a.Whom, refusal: kicked(a.By, a.Why)}
	case kindBanned:
		b := s.Order.Bans[len(s.Order.Bans)-1]
		done.removal = &removal{whom: a.Whom, creds: a.Creds, ban: &b}
		if a.Whole {
			done.removal.nets = a.Nets
		}
	case kindRemoved:
		s.Changed = rec.Seq
		done.event = &Event{Seq: rec.Seq, Time: rec.Time, Kind: Changed, of: e.Of}
	case kindPurged, kindSwept:
		p := purge{Seq: rec.Seq, At: a.At, Whom: a.Whom, From: max(e.Of, 1), To: rec.Seq, N: a.N}
		if a.Whom == "" {
			p.Whoms = a.Whoms
		}
		for _, whom := range p.persons() {
			whom = s.Persons.resolve(whom)
			p.Owners = append(append(p.Owners, whom), s.Persons.Identities.get(whom).Former...)
			if a.Kind == kindSwept && s.Order.Known.since(whom, a.from()) {
				s.Order.Known.People = s.Order.Known.People.without(whom)
			}
		}
		s.Order.Purges.add(p)
		done.event = p.event(s.Persons.resolve)
		done.event.Time = rec.Time
	}
}

// purges tells whether it is one of the kinds that take away what was said.
func (a *act) purges() bool { return a.Kind == kindPurged || a.Kind == kindSwept }

// from is when the span before the act began, the zero Time for one without.
func (a *act) from() time.Time {
	if a.Span == 0 {
		return time.Time{}
	}
	return time.UnixMilli(a.At - a.Span)
}

// sweep forgets what is over.
func (o *moderation) sweep(at time.Time) {
	if slices.ContainsFunc(o.Mutes, func(m mute) bool { return o.over(m.N, m.Until, at) }) {
		o.Mutes = slices.DeleteFunc(slices.Clone(o.Mutes), func(m mute) bool { return o.over(m.N, m.Until, at) })
	}
	if slices.ContainsFunc(o.Bans, func(b ban) bool { return o.over(b.N, b.Until, at) }) {
		o.Bans = slices.DeleteFunc(slices.Clone(o.Bans), func(b ban) bool { return o.over(b.N, b.Until, at) })
	}
}

// undo takes back the act that a names.
func (o *moderation) undo(a *act, at time.Time) *Refusal {
	i := slices.IndexFunc(o.Acts, func(other act) bool { return other.N == a.Of })
	if i < 0 {
		return refuse(CodeNotFound, "There is no act %d that could be taken back. /log lists them.", a.Of)
	}
	of := o.Acts[i]
	undo := rules[of.Kind].undo
	switch {
	case undo == nil:
		return refuse(CodeForbidden, "%d (%s) cannot be taken back.", of.N, of.sentence())
	case of.Undone > 0:
		return refuse(CodeForbidden, "%d is taken back already, by %d.", of.N, of.Undone)
	case at.Sub(time.UnixMilli(of.At)) > undoWithin:
		return refuse(CodeTooLate, "%d is older than a day. What it did can be undone by hand.", of.N)
	}
	if !undo(o, of) {
		return refuse(CodeForbidden, "%d is over, or something newer is in its place. /log lists it.", of.N)
	}
	of.Undone = a.N
	o.Acts = slices.Clone(o.Acts)
	o.Acts[i] = of
	a.Whom, a.Name = of.Whom, cmp.Or(of.Name, a.Name)
	a.Why = of.sentence()
	return nil
}
