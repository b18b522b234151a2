package room

import (
	"context"
	"net/netip"
	"slices"

	"talktalktalk/room/names"
)

// A whereabouts remembers from where people came lately, for bans. What it does
// not remember any more, or did not outlive the process, a ban lacks.
type whereabouts struct {
	now, before map[string][]netip.Prefix
}

const (
	whereMost = 4096 // people in each half
	whereEach = 4    // addresses of each
)

// note comes with presence.mu held.
func (w *whereabouts) note(who string, net netip.Prefix) {
	if !net.IsValid() {
		return
	}
	nets := w.of(who)
	if i := slices.Index(nets, net); i == len(nets)-1 && i >= 0 && w.now[who] != nil {
		return
	}
	nets = append(slices.DeleteFunc(slices.Clone(nets), func(n netip.Prefix) bool { return n == net }), net)
	if len(w.now) >= whereMost || w.now == nil {
		w.now, w.before = map[string][]netip.Prefix{}, w.now
	}
	w.now[who] = nets[max(0, len(nets)-whereEach):]
}

// lately notes from where somebody came who is not listed.
func (ps *presence) lately(who string, addr netip.Addr) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.where.note(who, network(addr))
}

func (w *whereabouts) of(who string) []netip.Prefix {
	if nets := w.now[who]; nets != nil {
		return nets
	}
	return w.before[who]
}

// A target is whom an act concerns, with all that only this server knows.
type target struct {
	who, name string
	admin     bool
	loose     bool // has nothing to prove a person by
	creds     []string
	nets      []netip.Prefix
}

// target finds the person that is meant: by a name, of those here or else of
// those who wrote lately; or as the writer of a message, "#1234".
func (s *Session) target(ctx context.Context, typed string) (target, error) {
	who, err := s.meant(ctx, typed)
	if err != nil {
		return target{}, err
	}
	return s.located(ctx, who)
}

// located adds to a person what this server knows of it.
func (s *Session) located(ctx context.Context, who Ignored) (target, error) {
	now := s.room.now()
	t := target{who: now.Persons.resolve(who.Who), name: who.Name}
	i := now.Persons.Identities.get(t.who)
	for _, d := range i.Devices {
		t.creds = append(t.creds, d.Cred)
	}
	if len(t.creds) == 0 {
		t.creds = []string{t.who} // of a credential that was never joined, it is the id
	}
	p := s.room.presence.locate(append([]string{t.who}, i.Former...), &t)
	if p == nil {
		t.loose = s.room.key.nameID(t.name) == t.who
		p = newPerson(t.who, credential{device: device{Cred: t.who}, stable: true})
		if err := s.room.recall(ctx, p); err != nil {
			return target{}, err
		}
		t.admin = s.room.ranked(p).admin
		return t, nil
	}
	t.admin, t.loose = p.face.Load().admin, !p.stable
	return t, nil
}

// locate adds what is known of where a person is and was, and by what it is
// here. It returns the person if it is.
func (ps *presence) locate(ids []string, t *target) *person {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.people[t.who]
	add := func(net netip.Prefix) {
		if net.IsValid() && !slices.Contains(t.nets, net) {
			t.nets = append(t.nets, net)
		}
	}
	for _, id := range ids {
		for _, net := range ps.where.of(id) {
			add(net)
		}
	}
	if p == nil {
		return nil
	}
	for _, told := range p.elsewhere {
		for _, cred := range told.Creds {
			if !slices.Contains(t.creds, cred) {
				t.creds = append(t.creds, cred)
			}
		}
	}
	for s := range p.sessions {
		add(network(s.addr))
		if !slices.Contains(t.creds, s.cred.Cred) {
			t.creds = append(t.creds, s.cred.Cred)
		}
	}
	return p
}

// meant is the person that is meant by a name or the number of a message.
func (s *Session) meant(ctx context.Context, typed string) (Ignored, error) {
	if number, is := (Argument{Kind: ArgMessage}).fit(typed); is && typed[0] == '#' {
		e, err := s.room.numbered(ctx, number)
		if err != nil {
			return Ignored{}, err
		}
		return Ignored{Who: e.Owner, Name: e.Name}, nil
	}
	if who, found := s.room.find(typed); found {
		return who, nil
	}
	if err := s.room.progress.catchUp(ctx); err != nil { // with whoever wrote a moment ago, and has gone
		return Ignored{}, err
	}
	for _, e := range slices.Backward(s.room.Newest(feedSize)) {
		if names.Fold(e.Name) == names.Fold(typed) {
			return Ignored{Who: e.Owner, Name: e.Name}, nil
		}
	}
	return Ignored{}, refuse(CodeNotFound, "Nobody of that name is here or has written lately.")
}
