package room

import (
	"cmp"
	"time"
)

// run tells the others what changed, until done is closed. A room in which
// nothing changes has no timer.
func (ps *presence) run(done <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-done:
			return
		case <-ps.kick:
		case <-timer.C:
		}
		event, wait := ps.look(time.Now())
		if event != nil {
			ps.push(event)
		}
		timer.Stop()
		if wait > 0 {
			timer.Reset(wait)
		}
	}
}

// look takes those out whose time is over, and returns what there is to tell
// now, or nil, and after how long to look again, 0 for not by itself.
func (ps *presence) look(now time.Time) (*Event, time.Duration) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	wait := ps.expireLocked(now)
	if len(ps.dirty) == 0 {
		return nil, wait
	}
	if rest := presencePause - now.Sub(ps.told); rest > 0 {
		return nil, min(cmp.Or(wait, rest), rest)
	}
	g := ps.changesLocked()
	if g == nil {
		return nil, wait
	}
	ps.told = now
	if len(ps.dirty) > 0 {
		wait = min(cmp.Or(wait, presencePause), presencePause)
	}
	return &Event{Kind: Presence, Time: now.UTC(), PresenceChanges: g}, wait
}

// expireLocked takes out who has been away long enough, and returns how long
// it is to the next.
func (ps *presence) expireLocked(now time.Time) (wait time.Duration) {
	still := ps.leaving[:0]
	for _, p := range ps.leaving {
		rest := p.leaves.Sub(now)
		switch {
		case len(p.sessions) > 0 || !p.listed || !p.ours && len(p.elsewhere) > 0: // came back, or is somebody else now
		case rest > 0:
			still = append(still, p)
			wait = min(cmp.Or(wait, rest), rest)
		case len(p.elsewhere) > 0:
			p.ours = false
			ps.tellLocked(p)
		default:
			ps.unlistLocked(p)
		}
	}
	clear(ps.leaving[len(still):])
	ps.leaving = still
	return wait
}

// changesLocked compares what the others were told with what is so, and returns
// nil if that is the same. Who is to be told about once more stays dirty.
func (ps *presence) changesLocked() *PresenceChanges {
	g := &PresenceChanges{Online: len(ps.people)}
	changes, unseen := 0, false
	again := ps.dirty[:0]
	for _, p := range ps.dirty {
		now := ""
		if p.listed {
			now = p.face.Load().name
		}
		before := p.shown
		twice := p.returned && before != "" && now != ""
		if twice { // first as gone, then as here
			again = append(again, p)
			g.Online--
			now = ""
		}
		p.shown, p.dirty, p.returned = now, twice, false
		if before == now {
			unseen = unseen || now == "" // whoever came in meanwhile has counted p in
			continue
		}
		if changes++; changes > changedNames {
			g.More = true
			continue
		}
		switch {
		case before == "":
			g.Joined = append(g.Joined, now)
		case now == "":
			g.Left = append(g.Left, before)
		default:
			g.Renamed = append(g.Renamed, Rename{before, now})
		}
	}
	clear(ps.dirty[len(again):])
	ps.dirty = again
	if changes == 0 && !unseen {
		return nil
	}
	return g
}
