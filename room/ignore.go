package room

import (
	"context"
	"errors"
	"slices"
	"strings"

	"talktalktalk/room/names"
)

// maxIgnored is how many people one person ignores at most.
const maxIgnored = 100

// An Ignored is somebody whose messages a person does not want to see (B40).
type Ignored struct {
	Who  string `json:"o"` // the public id, Owner of their messages
	Name string `json:"n"` // what they were called when it was asked for
}

// Ignored returns whom the person ignores, the latest last. The slice is shared
// and must not be modified; a change makes another.
//
// The doors do the hiding. Who ignores somebody wants what is on the screen to
// go, and to come back when it is undone, which the room could not do. And so
// pages, gaps and counts are the same for all, and frames stay shared.
func (s *Session) Ignored() []Ignored {
	if list := s.self().ignored.Load(); list != nil {
		return *list
	}
	return nil
}

// Ignores tells whether the person ignores the one with the public id who.
func (s *Session) Ignores(who string) bool {
	return slices.ContainsFunc(s.Ignored(), func(i Ignored) bool { return i.Who == who })
}

// disown makes those who ignore m.From ignore m.To, since that is who it is.
func (ps *presence) disown(m Merge) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, p := range ps.people {
		if slices.ContainsFunc(p.note.Ignored, func(i Ignored) bool { return i.Who == m.From }) {
			p.recallIgnored(func(id string) string {
				if id == m.From {
					return m.To
				}
				return id
			})
		}
	}
}

// recallIgnored takes the list from the note, with those in it who they are now.
func (p *person) recallIgnored(resolve func(string) string) {
	if len(p.note.Ignored) == 0 && p.ignored.Load() == nil {
		return
	}
	var list []Ignored
	for _, i := range p.note.Ignored {
		i.Who = resolve(i.Who)
		if i.Who != p.id && !slices.ContainsFunc(list, func(o Ignored) bool { return o.Who == i.Who }) {
			list = append(list, i)
		}
	}
	p.note.Ignored = list
	p.ignored.Store(&list)
}

// ignore obeys /ignore.
func (s *Session) ignore(ctx context.Context, c Call) (Receipt, error) {
	name := c.Args[0]
	if name == "" {
		return Receipt{Answer: listed(s.Ignored())}, nil
	}
	other, err := s.meant(ctx, name)
	switch {
	case err != nil:
		return Receipt{}, err
	case other.Who == s.self().id:
		return Receipt{}, refuse(CodeBadRequest, "That is you.")
	}
	err = s.changeIgnored(ctx, func(list []Ignored) ([]Ignored, error) {
		list = slices.DeleteFunc(list, func(i Ignored) bool { return i.Who == other.Who })
		if len(list) == maxIgnored {
			return nil, refuse(CodeBadRequest, "You ignore %d people already.", maxIgnored)
		}
		return append(list, other), nil
	})
	return Receipt{Answer: "you ignore " + other.Name + "; /unignore " + other.Name + " undoes that"}, err
}

// unignore obeys /unignore. The name may be the one that was ignored, or what
// that person is called now.
func (s *Session) unignore(ctx context.Context, c Call) (Receipt, error) {
	name := c.Args[0]
	now, err := s.meant(ctx, name)
	if refused := (*Refusal)(nil); err != nil && !errors.As(err, &refused) {
		return Receipt{}, err
	}
	err = s.changeIgnored(ctx, func(list []Ignored) ([]Ignored, error) {
		rest := slices.DeleteFunc(slices.Clone(list), func(i Ignored) bool { return i.Who == now.Who || names.Fold(i.Name) == names.Fold(name) })
		if len(rest) == len(list) {
			return nil, refuse(CodeNotFound, "You ignore nobody of that name. /ignore lists them.")
		}
		return rest, nil
	})
	return Receipt{Answer: listed(s.Ignored())}, err
}

func listed(ignored []Ignored) string {
	if len(ignored) == 0 {
		return "you ignore nobody; /ignore NAME hides what somebody says"
	}
	var names []string
	for _, i := range ignored {
		names = append(names, i.Name)
	}
	return "you ignore " + strings.Join(names, ", ")
}

// changeIgnored gives change a copy of the list and puts what it returns in its place.
func (s *Session) changeIgnored(ctx context.Context, change func([]Ignored) ([]Ignored, error)) error {
	if err := s.room.presence.changeIgnored(s.self(), change); err != nil {
		return err
	}
	s.room.keep(ctx, s.self())
	return nil
}

func (ps *presence) changeIgnored(p *person, change func([]Ignored) ([]Ignored, error)) error {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	list, err := change(slices.Clone(p.note.Ignored))
	if err != nil {
		return err
	}
	p.note.Ignored = list
	p.change()
	p.ignored.Store(&list)
	return nil
}

// find returns who is called name: of those here, or else who wrote last under it.
func (r *Room) find(name string) (Ignored, bool) {
	if p := r.presence.named(name); p != nil {
		return Ignored{Who: p.id, Name: p.face.Load().name}, true
	}
	for _, w := range r.now().Writers {
		if names.Fold(w.Name) == names.Fold(name) {
			return Ignored(w), true
		}
	}
	return Ignored{}, false
}

// named returns who is here under name, case ignored, or nil.
func (ps *presence) named(name string) *person {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, key := range names.Skeletons(name) {
		if p := ps.names[key]; p != nil && names.Fold(p.face.Load().name) == names.Fold(name) {
			return p
		}
	}
	return nil
}

// bareName is a name as it was typed, perhaps with an @.
func bareName(typed string) string { return strings.TrimPrefix(strings.TrimSpace(typed), "@") }
