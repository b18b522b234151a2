package room

// here returns the person who is listed with an id, or nil.
func (ps *presence) here(id string) *person {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.people[id]
}

// noteworthy has the note of p kept, if p can come back.
func (ps *presence) noteworthy(p *person) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p.change()
}

// strangers are those sessions of the person id whose credential belongs to
// others, by whom it belongs to.
func (ps *presence) strangers(id string, holder func(cred string) string) map[string][]*Session {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.people[id]
	if p == nil {
		return nil
	}
	found := map[string][]*Session{}
	for s := range p.sessions {
		if who := holder(s.cred.Cred); who != id {
			found[who] = append(found[who], s)
		}
	}
	return found
}

// move makes sessions of the person id those of p, or of the same person who is
// here already. called is given what the person id was called.
func (ps *presence) move(id string, sessions []*Session, p *person, called func(p *person, was string) face) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if here := ps.people[p.id]; here != nil {
		here.knownLocked(p)
		p = here
	}
	from := ps.people[id]
	if from == nil {
		return
	}
	for _, s := range sessions {
		if _, still := from.sessions[s]; still {
			delete(from.sessions, s)
			p.sessions[s] = struct{}{}
			p.ours = true
			s.person.Store(p)
		}
	}
	if len(from.sessions) == 0 {
		ps.unlistLocked(from)
	}
	if len(p.sessions) > 0 {
		ps.tellLocked(p)
		ps.listLocked(p)
		ps.callLocked(p, called(p, from.face.Load().name))
	}
}

// drop takes the person id off the list, who is somebody else now.
func (ps *presence) drop(id string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if p := ps.people[id]; p != nil && len(p.sessions) == 0 {
		ps.unlistLocked(p)
	}
}

// some calls f for those of ids who are listed, and gives them the face it returns.
func (ps *presence) some(ids []string, f func(p *person) face) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, id := range ids {
		if p := ps.people[id]; p != nil && p.ours {
			ps.callLocked(p, f(p))
		}
	}
}

// under calls f for those who are called by a name with one of these looks, and
// gives them the face it returns.
func (ps *presence) under(looks []string, f func(p *person) face) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, look := range looks {
		if p := ps.names[look]; p != nil && p.ours {
			ps.callLocked(p, f(p))
		}
	}
}
