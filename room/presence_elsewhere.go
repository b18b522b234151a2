package room

import (
	"maps"
	"slices"
	"time"

	"talktalktalk/room/names"
)

// untold is what the other servers are not told yet of the people here.
type untold struct {
	wake    chan struct{} // holds one; nil while the server is alone
	version uint64
	people  map[string]bool
	crossed func(p *person) face // of who must give a name up
}

// share begins to note what the others are to be told.
func (ps *presence) share(crossed func(p *person) face) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.untold = untold{wake: make(chan struct{}, 1), people: map[string]bool{}, crossed: crossed}
}

// tellLocked notes that the others are to be told of p.
func (ps *presence) tellLocked(p *person) {
	if ps.untold.wake == nil {
		return
	}
	ps.untold.people[p.id] = true
	select {
	case ps.untold.wake <- struct{}{}:
	default: // it is due already
	}
}

// word is what to tell the others now.
func (ps *presence) word() word {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	w := word{Version: ps.untold.version}
	for id := range ps.untold.people {
		if len(w.Here)+len(w.Gone) == rollMost {
			break // the rest with the next word
		}
		if p := ps.people[id]; p != nil && p.ours {
			w.Here = append(w.Here, p.peerLocked())
		} else {
			w.Gone = append(w.Gone, id)
		}
		delete(ps.untold.people, id)
	}
	if w.Changed = len(w.Here)+len(w.Gone) > 0; w.Changed {
		ps.untold.version++
		w.Version++
	}
	return w
}

// roll is who is here, behind an id, as the others are told it.
func (ps *presence) roll(behind string) roll {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	r := roll{Version: ps.untold.version}
	for _, id := range slices.Sorted(maps.Keys(ps.people)) {
		p := ps.people[id]
		if id <= behind || !p.ours {
			continue
		}
		if r.More = len(r.Here) == rollMost; r.More {
			break
		}
		r.Here = append(r.Here, p.peerLocked())
	}
	return r
}

func (p *person) peerLocked() peer {
	f := p.face.Load()
	told := peer{Who: p.id, Name: f.name, Named: p.named, Via: p.ownDoorsLocked(), Admin: f.admin, Stable: p.stable}
	for s := range p.sessions {
		if !slices.Contains(told.Creds, s.cred.Cred) {
			told.Creds = append(told.Creds, s.cred.Cred)
		}
		if net := network(s.addr); net.IsValid() && !slices.Contains(told.Nets, net) {
			told.Nets = append(told.Nets, net)
		}
	}
	return told
}

// elsewhere takes in who came to, changed at, or left another server.
func (ps *presence) elsewhere(server string, here []peer, gone []string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, told := range here {
		ps.elsewhereLocked(server, told)
	}
	for _, id := range gone {
		ps.goneLocked(server, ps.people[id], time.Time{})
	}
}

// elsewhereOnly takes in who is at another server; nobody else is.
func (ps *presence) elsewhereOnly(server string, here []peer) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	still := map[string]bool{}
	for _, told := range here {
		still[told.Who] = true
		ps.elsewhereLocked(server, told)
	}
	for id, p := range ps.people {
		if !still[id] {
			ps.goneLocked(server, p, time.Time{})
		}
	}
}

// lost takes in that another server is gone. Its people may come here.
func (ps *presence) lost(server string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, p := range ps.people {
		ps.goneLocked(server, p, time.Now().Add(graceLost))
	}
}

// goneLocked notes that p is not at the server any more, if it was. Who is nowhere
// leaves: at once, or when the grace is over.
func (ps *presence) goneLocked(server string, p *person, grace time.Time) {
	if p == nil {
		return
	}
	if _, was := p.elsewhere[server]; !was {
		return
	}
	delete(p.elsewhere, server)
	if p.ours || len(p.elsewhere) > 0 {
		return
	}
	if grace.IsZero() {
		ps.unlistLocked(p)
		return
	}
	p.leaves = grace
	if !slices.Contains(ps.leaving, p) {
		ps.leaving = append(ps.leaving, p)
	}
	ps.wakeLocked()
}

// elsewhereLocked notes what another server tells of somebody. Of the names that a
// person has at several servers the newest counts.
func (ps *presence) elsewhereLocked(server string, told peer) {
	p := ps.people[told.Who]
	if p == nil {
		p = newPerson(told.Who, credential{stable: told.Stable})
		p.foreign = true
	}
	for _, net := range told.Nets {
		ps.where.note(told.Who, net)
	}
	if p.elsewhere == nil {
		p.elsewhere = map[string]peer{}
	}
	p.elsewhere[server] = told
	newer := told.Named > p.named || !p.listed
	ps.listLocked(p)
	if f := p.face.Load(); newer || !p.ours && f.admin != told.Admin {
		p.named = max(p.named, told.Named)
		ps.faceLocked(p, face{name: told.Name, admin: told.Admin || p.ours && f.admin, unlocked: f.unlocked})
	}
}

// faceLocked gives p the face that another server tells. Where somebody else has the
// name, who has the smaller id keeps it: the other one is renamed where it is.
func (ps *presence) faceLocked(p *person, f face) {
	for _, key := range names.Skeletons(f.name) {
		other := ps.names[key]
		if other == nil || other == p {
			continue
		}
		if other.id < p.id {
			if p.ours { // it was told of p's name at another server, where it is renamed
				return
			}
			old := p.face.Load().name
			p.face.Store(&f)
			ps.unnameLocked(p, old)
			ps.markLocked(p)
			return
		}
		if other.ours {
			defer func() { ps.callLocked(other, ps.untold.crossed(other)) }()
		}
	}
	ps.callLocked(p, f)
}
