package room

import (
	"context"
	"maps"
	"reflect"
	"slices"
)

// A SharedMemory is a Memory in which other servers save, too.
type SharedMemory interface {
	Memory

	// Watch has changed called with each person whose note another server has replaced,
	// one after the other, until stop, which returns when no call is under way.
	Watch(changed func(person string)) (stop func())
}

// watchNotes begins to take over what other servers keep of those who are here.
func (r *Room) watchNotes(ctx context.Context) {
	r.unwatch = func() {}
	if m, shared := r.opts.Memory.(SharedMemory); shared {
		r.unwatch = m.Watch(func(person string) { r.notedElsewhere(ctx, person) })
	}
}

// notedElsewhere takes over the note of somebody that another server has saved. Who is
// not here gets it when coming.
func (r *Room) notedElsewhere(ctx context.Context, id string) {
	p := r.presence.here(id)
	if p == nil {
		return
	}
	saved, err := r.noteOf(ctx, id)
	if err != nil {
		r.opts.Logger.Warn("what another server remembers of a person is not read", "who", id, "err", err)
	}
	if saved != nil {
		r.presence.takeNote(p, *saved, func() face { return r.ranked(p) }, r.now())
	}
}

// takeNote takes over what another server has saved of p, who is here. What both have
// changed since is saved once more.
func (ps *presence) takeNote(p *person, saved note, ranked func() face, now *state) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if !p.ours || !p.stable {
		return
	}
	p.note.takeOver(p.kept, saved)
	p.kept, p.noted = saved, true
	p.recallNote(now)
	if !reflect.DeepEqual(p.note, saved) {
		ps.noteLocked(p)
	}
	if f := ranked(); f.admin != p.face.Load().admin && p.listed {
		ps.callLocked(p, f)
	}
}

// takeOver takes in what was saved, where that differs from what was known to be
// before, kept; what was changed here since is left.
func (n *note) takeOver(kept, saved note) {
	n.Read = max(n.Read, saved.Read)
	if n.Name == kept.Name && n.Unlocked == kept.Unlocked {
		n.Name, n.Unlocked = saved.Name, saved.Unlocked
	}
	if slices.Equal(n.Ignored, kept.Ignored) {
		n.Ignored = saved.Ignored
	}
	if n.Zone == kept.Zone {
		n.Zone = saved.Zone
	}
	if reflect.DeepEqual(n.Preferences, kept.Preferences) {
		n.Preferences = saved.Preferences
	}
	if len(saved.Seen) > 0 {
		seen := maps.Clone(saved.Seen)
		for cred, at := range n.Seen {
			seen[cred] = max(seen[cred], at)
		}
		n.Seen = seen
	}
	merged := slices.Clone(saved.Merged)
	for _, id := range n.Merged {
		if !slices.Contains(merged, id) {
			merged = append(merged, id)
		}
	}
	n.Merged = merged
}

// copied is n as it is now, whatever is noted later.
func (n *note) copied() note {
	c := *n
	c.Seen = maps.Clone(n.Seen)
	return c
}
