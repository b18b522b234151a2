package room

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"talktalktalk/room/names"
)

// How long an absence is kept quiet, so that coming back makes no noise (B9),
// and what one PresenceChanges holds at most (INTERFACE, "presence").
const (
	graceLost     = 30 * time.Second
	graceClosed   = 5 * time.Second
	presencePause = time.Second
	changedNames  = 50
)

// presence knows who is here. It is beside the log: it passes. Changes are
// told at most once a second, so that a storm of N joins costs N, not N².
type presence struct {
	push  func(...*Event)
	kick  chan struct{} // holds one: there is something to look at
	write chan struct{} // holds one: there is somebody in due

	mu      sync.Mutex
	people  map[string]*person // by id: who is listed
	names   map[string]*person // by each of the looks of their names
	dirty   []*person          // whose name or presence the others do not know yet
	leaving []*person          // without a session, not yet announced as gone
	told    time.Time
	due     []*person // whose notes are to be saved, with some who have left
	where   whereabouts
	untold  untold
}

func newPresence(push func(...*Event)) *presence {
	return &presence{
		push: push, kick: make(chan struct{}, 1), write: make(chan struct{}, 1),
		people: map[string]*person{}, names: map[string]*person{},
	}
}

// enter lets p in with a session, or the same person who is here already, whose
// session it is then. called is what decides on the name.
func (ps *presence) enter(p *person, s *Session, passing bool, called func(p *person, live bool) face) *person {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if here := ps.people[p.id]; here != nil {
		here.knownLocked(p)
		p = here
	}
	s.person.Store(p)
	ps.where.note(p.id, network(s.addr))
	f := called(p, len(p.sessions)+len(p.elsewhere) > 0)
	if passing {
		if !p.listed {
			p.face.Store(&f)
		}
		return p
	}
	if p.missedLocked() {
		p.returned = true
		ps.markLocked(p)
	}
	ps.listLocked(p)
	p.sessions[s] = struct{}{}
	p.ours = true
	ps.tellLocked(p)
	ps.callLocked(p, f)
	return p
}

// listLocked puts p on the list of people.
func (ps *presence) listLocked(p *person) {
	if !p.listed {
		p.listed = true
		ps.people[p.id] = p
		ps.markLocked(p)
	}
}

// unlistLocked takes p off the list of people, and its name is free.
func (ps *presence) unlistLocked(p *person) {
	p.listed, p.ours = false, false
	ps.tellLocked(p)
	delete(ps.people, p.id)
	ps.unnameLocked(p, p.face.Load().name)
	ps.markLocked(p)
}

// leave takes a session away, and says whether it was the person's last.
func (ps *presence) leave(s *Session, how Departure) (last bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := s.self()
	p.heard = p.lastHeardLocked()
	delete(p.sessions, s)
	ps.tellLocked(p)
	if len(p.sessions) > 0 || !p.listed {
		return false
	}
	switch how {
	case Lost:
		p.leaves = p.heard.Add(graceLost)
	case Closed:
		p.leaves = time.Now().Add(graceClosed)
	case Quit:
		p.leaves = time.Now()
	}
	if !slices.Contains(ps.leaving, p) {
		ps.leaving = append(ps.leaving, p)
	}
	ps.wakeLocked()
	return true
}

// change gives p another face.
func (ps *presence) change(p *person, called func() (face, error)) error {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	f, err := called()
	if err != nil {
		return err
	}
	if !p.listed {
		p.face.Store(&f)
		return nil
	}
	ps.callLocked(p, f)
	return nil
}

// each calls f for everyone who is listed, and gives them the face it returns.
func (ps *presence) each(f func(p *person) face) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, p := range ps.people {
		if p.ours {
			ps.callLocked(p, f(p))
		}
	}
}

// freeLocked tells whether p may be called name without looking like another.
func (ps *presence) freeLocked(name string, p *person) bool {
	for _, key := range names.Skeletons(name) {
		if other := ps.names[key]; other != nil && other != p {
			return false
		}
	}
	return true
}

func (ps *presence) callLocked(p *person, f face) {
	old := p.face.Load()
	p.face.Store(&f)
	if old.name != f.name || old.admin != f.admin {
		if p.ours && p.elsewhereNewestLocked() != f.name {
			p.named = max(time.Now().UnixMilli(), p.named+1)
		}
		ps.tellLocked(p)
	}
	if old.name == f.name && ps.names[names.Skeletons(f.name)[0]] == p {
		return
	}
	ps.unnameLocked(p, old.name)
	for _, key := range names.Skeletons(f.name) {
		ps.names[key] = p
	}
	ps.markLocked(p)
}

func (ps *presence) unnameLocked(p *person, name string) {
	for _, key := range names.Skeletons(name) {
		if ps.names[key] == p {
			delete(ps.names, key)
		}
	}
}

// markLocked puts p among those whom the others are to be told about.
func (ps *presence) markLocked(p *person) {
	if !p.dirty {
		p.dirty = true
		ps.dirty = append(ps.dirty, p)
	}
	ps.wakeLocked()
}

func (ps *presence) wakeLocked() {
	select {
	case ps.kick <- struct{}{}:
	default: // a look is due already
	}
}

// roster lists who is here, in natural order, and how many they are.
func (ps *presence) roster(max int) ([]Member, int) {
	ps.mu.Lock()
	members := make([]Member, 0, len(ps.people))
	for _, p := range ps.people {
		f := p.face.Load()
		members = append(members, Member{Who: p.id, Name: f.name, Via: p.doorsLocked(), Admin: f.admin})
	}
	ps.mu.Unlock()
	slices.SortFunc(members, func(a, b Member) int { return names.Compare(a.Name, b.Name) })
	return members[:min(len(members), max)], len(members)
}

func (ps *presence) count() int {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return len(ps.people)
}

// doorsLocked are the doors of the person's sessions, here and at other servers; one
// whose connection was lost is still listed, without a door.
func (p *person) doorsLocked() []Via {
	doors := p.ownDoorsLocked()
	for _, told := range p.elsewhere {
		for _, via := range told.Via {
			if !slices.Contains(doors, via) {
				doors = append(doors, via)
			}
		}
	}
	if len(doors) > 1 {
		slices.SortFunc(doors, func(a, b Via) int { return cmp.Compare(b, a) }) // the web first
	}
	return doors
}

// ownDoorsLocked are the doors of this server.
func (p *person) ownDoorsLocked() []Via {
	doors := []Via{}
	for _, via := range []Via{Web, SSH} {
		for s := range p.sessions {
			if s.via == via {
				doors = append(doors, via)
				break
			}
		}
	}
	return doors
}
