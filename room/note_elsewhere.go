package room

import "context"

// A SharedMemory is a Memory in which other servers save, too.
type SharedMemory interface {
	Memory

	// Watch begins the exchange with other servers. Where two have saved a note of one
	// person, both keep what join makes of them, in whichever order it is given them;
	// each that is saved here is joined with what is there already, too. changed is
	// called with the person whose note is another than was saved here last, one
	// after the other, until stop, which returns when no call is under way.
	Watch(join func(a, b []byte) []byte, changed func(person string)) (stop func())
}

// watchNotes begins to take over what other servers keep of those who are here.
func (r *Room) watchNotes(ctx context.Context) {
	r.unwatch = func() {}
	if m, shared := r.opts.Memory.(SharedMemory); shared {
		r.unwatch = m.Watch(joinNotes, func(person string) { r.notedElsewhere(ctx, person) })
	}
}

// notedElsewhere takes over the note of somebody in which another server has changed
// something. Who is not here gets it when coming.
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

// takeNote takes over what another server has saved of p, who is here. What was changed
// here since is due to be saved.
func (ps *presence) takeNote(p *person, saved note, ranked func() face, now *state) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if !p.ours || !p.stable {
		return
	}
	p.note.join(saved)
	p.noted = true
	p.recallNote(now)
	if f := ranked(); f.admin != p.face.Load().admin && p.listed {
		ps.callLocked(p, f)
	}
}
