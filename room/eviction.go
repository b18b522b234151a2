package room

import (
	"net/netip"
	"slices"
	"time"
)

// A Removed is what Join, Enter and Next return when the person has been sent
// out, or may not come in: a Refusal whose Text is the reason. Out of a session
// there is nothing more to read.
type Removed struct {
	*Refusal
	Barred bool // it is of no use to come back before Wait is over
}

// Unwrap is the refusal.
func (r *Removed) Unwrap() error { return r.Refusal }

// A removal says who has to leave.
type removal struct {
	whom    string // a person, "" for nobody
	creds   []string
	nets    []netip.Prefix
	ban     *ban     // why, or
	refusal *Refusal // for this
}

// removed is what those are told who have to leave now.
func (r *removal) removed(o *moderation) *Removed {
	if r.ban != nil {
		return r.ban.removed(o.left(r.ban.N, r.ban.Until, time.Now()))
	}
	return &Removed{Refusal: r.refusal, Barred: r.refusal.Wait > 0}
}

func (b *ban) removed(rest time.Duration, _ bool) *Removed {
	why := because("You are banned by "+b.By, b.Why) + "."
	text := why + " "
	switch {
	case b.Until == 0:
		text += "That is for ever, unless an admin ends it."
	default:
		text += "It ends in " + LeftText(rest) + "."
	}
	return &Removed{Refusal: &Refusal{Code: CodeBanned, Text: text, Wait: rest, Why: why}, Barred: true}
}

// neighbor tells those what it is about who are refused for their address alone.
func (b *ban) neighbor(rest time.Duration, over bool) *Removed {
	r := b.removed(rest, over)
	r.Why = because("Your address is banned by "+b.By+", on account of "+b.Name, b.Why) + ". If that is not you, ask an admin to end the ban."
	r.Text = because("Your address is banned by "+b.By+", on account of "+b.Name, b.Why) + ". "
	if b.Until == 0 {
		r.Text += "If that is not you, ask an admin to end the ban."
	} else {
		r.Text += "It ends in " + LeftText(r.Wait) + "; if that is not you, ask an admin to end it sooner."
	}
	return r
}

func kicked(by, why string) *Refusal {
	return refuse(CodeForbidden, "%s", because("You were sent out by "+by, why))
}

// remove ends the sessions of those who have to leave. It comes when the state
// that says so is published, so who joins meanwhile finds out by itself. The
// caller wakes them.
func (r *Room) remove(who removal) {
	now := r.now()
	removed := who.removed(&now.Order)
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.sessions {
		own := who.whom != "" && now.Persons.holder(s.cred.Cred) == now.Persons.resolve(who.whom) || slices.Contains(who.creds, s.cred.Cred)
		near := slices.ContainsFunc(who.nets, func(n netip.Prefix) bool { return n.Contains(s.addr.Unmap().WithZone("")) })
		if (own || near && !s.bot) && !s.isAdmin() {
			s.removed.CompareAndSwap(nil, removed)
		}
	}
}

// isAdmin is Admin, also while the session is about to begin.
func (s *Session) isAdmin() bool {
	p := s.self()
	return p != nil && p.face.Load().admin
}

// Removed is why the session has been ended, or nil while it may go on.
func (s *Session) Removed() *Removed { return s.removed.Load() }

// gone is why the session has been ended, or nil.
func (s *Session) gone() error {
	if r := s.removed.Load(); r != nil {
		return r
	}
	return nil
}

// Knock tells whether somebody at an address, of whom nothing else is known, may
// read: nil, or a *Removed.
func (r *Room) Knock(addr netip.Addr) error {
	o, now := r.now().Order, time.Now()
	b, banned := o.banned("", "", addr, r.now().Persons.resolve, now)
	if !banned {
		return nil
	}
	return b.neighbor(o.left(b.N, b.Until, now))
}

// admits tells whether somebody may come in. A ban does not keep admins out: so
// nobody shuts themselves out by the address that they share with another.
func (r *Room) admits(s *Session, v Visitor, p *person) error {
	if err := s.gone(); err != nil {
		return err
	}
	state, now := r.now(), time.Now()
	id := p.id
	if s.scripted() {
		id = r.key.nameID(v.Name)
	}
	b, banned := state.Order.banned(id, s.cred.Cred, s.addr, state.Persons.resolve, now)
	out := r.limits.floods.out(p.id)
	if !banned && out == nil {
		return nil
	}
	here := r.presence.here(p.id)
	if v.Typed && r.secret.Load().is(v.Name) || here != nil && here.face.Load().admin || r.ranked(p).admin {
		return nil
	}
	switch {
	case !banned:
		return &Removed{Refusal: out, Barred: true}
	case b.concerns(id, s.cred.Cred, netip.Addr{}, state.Persons.resolve):
		return b.removed(state.Order.left(b.N, b.Until, now))
	case s.bot: // who has a hook's address is known by that
		return nil
	}
	return b.neighbor(state.Order.left(b.N, b.Until, now))
}
