package room

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// How servers know of each other.
const (
	beatEvery   = time.Second     // a word to the others
	silentAfter = 4 * time.Second // a server of which nothing is heard: its people are lost
	askMost     = time.Second     // for an answer
)

// A peering keeps this server's presence together with those of the others.
type peering struct {
	peers    Peers
	presence *presence
	codes    *codes
	joint    *jointCount
	shutOut  func(who string, wait time.Duration)

	mu      sync.Mutex
	servers map[string]*server
}

// A server is another one that is heard.
type server struct {
	version uint64 // of what is known of its people
	heard   time.Time
	mute    bool // it has not answered since
}

func newPeering(peers Peers, r *Room) *peering {
	return &peering{peers: peers, presence: r.presence, codes: &r.codes, joint: &r.limits.joint, shutOut: r.shutOut, servers: map[string]*server{}}
}

// run tells and hears until ctx ends.
func (pg *peering) run(ctx context.Context, started func(error)) {
	stop, err := pg.peers.Hear(
		func(from string, message []byte) { pg.heard(ctx, from, message) },
		pg.answer,
	)
	started(err)
	if err != nil {
		return
	}
	defer stop()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		pg.tell()
		select {
		case <-beat.C:
			pg.lose(time.Now())
		case <-pg.presence.untold.wake:
		case <-ctx.Done():
			pg.peers.Tell(encodeWord(word{Bye: true}))
			return
		}
	}
}

// tell says that this server is there, and what has changed.
func (pg *peering) tell() { pg.peers.Tell(encodeWord(pg.presence.word())) }

// tellOut tells that somebody is shut out for a while.
func (pg *peering) tellOut(who string, wait time.Duration) {
	if pg != nil {
		pg.peers.Tell(encodeWord(word{Out: &out{who, wait}}))
	}
}

// heard takes in what another server tells.
func (pg *peering) heard(ctx context.Context, from string, message []byte) {
	var w word
	if json.Unmarshal(message, &w) != nil || ctx.Err() != nil {
		return // of another program
	}
	if w.Out != nil {
		pg.shutOut(w.Out.Who, w.Out.Wait)
		return
	}
	if w.Bye {
		pg.forget(from)
		return
	}
	known, fresh := pg.note(from)
	switch {
	case !fresh && w.Version == known && !w.Changed:
		return
	case !fresh && w.Version == known+1 && w.Changed:
		pg.presence.elsewhere(from, w.Here, w.Gone)
	default:
		version, err := pg.all(ctx, from)
		if err != nil {
			return // the next word shows that it is missing
		}
		w.Version = version
	}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if s := pg.servers[from]; s != nil {
		s.version = w.Version
	}
}

// note notes that a server is there, and tells what is known of it.
func (pg *peering) note(from string) (version uint64, fresh bool) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	s := pg.servers[from]
	if s == nil {
		s = &server{version: noVersion}
		pg.servers[from] = s
	}
	s.heard, s.mute = time.Now(), false
	return s.version, s.version == noVersion
}

// noVersion is that of a server of whose people nothing is known yet.
const noVersion = ^uint64(0)

// all asks for all the people of a server.
func (pg *peering) all(ctx context.Context, from string) (version uint64, err error) {
	var here []peer
	for behind, more := "", true; more; {
		part, err := pg.ask(ctx, from, behind)
		if err != nil {
			return 0, err
		}
		if behind == "" {
			version = part.Version
		}
		here = append(here, part.Here...)
		if more = part.More && len(part.Here) > 0; more {
			behind = part.Here[len(part.Here)-1].Who
		}
	}
	pg.presence.elsewhereOnly(from, here)
	return version, nil
}

func (pg *peering) ask(ctx context.Context, from, behind string) (part roll, err error) {
	err = pg.askFor(ctx, from, question{Behind: behind}, &part)
	return part, err
}

// answer answers another server.
func (pg *peering) answer(asked []byte) []byte {
	var q question
	if json.Unmarshal(asked, &q) != nil {
		return nil
	}
	if q.Code != nil {
		return encodeWord(pg.codes.answerCode(*q.Code))
	}
	if q.Count != nil {
		told, wanted := pg.joint.answer(*q.Count)
		if !wanted {
			return nil
		}
		return encodeWord(told)
	}
	return encodeWord(pg.presence.roll(q.Behind))
}

// lose gives up the servers of which nothing is heard.
func (pg *peering) lose(now time.Time) {
	for _, name := range pg.silent(now) {
		pg.forget(name)
	}
}

func (pg *peering) silent(now time.Time) (names []string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for name, s := range pg.servers {
		if now.Sub(s.heard) > silentAfter {
			names = append(names, name)
		}
	}
	return names
}

// forget takes a server off the list; its people are lost, as those are whose
// connection broke.
func (pg *peering) forget(name string) {
	pg.mu.Lock()
	delete(pg.servers, name)
	pg.mu.Unlock()
	pg.presence.lost(name)
}

// others are the names of the other servers that are there.
func (pg *peering) others() (names []string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	for name := range pg.servers {
		names = append(names, name)
	}
	return names
}

// openPeering begins to tell the others, and to hear them.
func (r *Room) openPeering(ctx context.Context) error {
	if r.opts.Peers == nil {
		return nil
	}
	r.presence.share(r.crossed)
	r.peering = newPeering(r.opts.Peers, r)
	r.limits.joint.peering = r.peering
	started := make(chan error, 1)
	r.work.Go(func() { r.peering.run(ctx, func(err error) { started <- err }) })
	if err := <-started; err != nil {
		return fmt.Errorf("hear of the other servers: %w", err)
	}
	return nil
}

// crossed is the face of p, whose name somebody else took at another server at the
// same time and keeps. It runs under presence.mu.
func (r *Room) crossed(p *person) face {
	f := *p.face.Load()
	f.name, _ = r.nearest(p, f.name, f.admin)
	return f
}
