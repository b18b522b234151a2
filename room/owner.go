package room

import (
	"context"
	"hash/fnv"
)

// Owns tells whether this server is the one of those that are there that does, for
// all, what is to be done once: for somebody, or whatever else is named by key. While
// servers come and go, two may say so, or none.
func (r *Room) Owns(key string) bool {
	return r.peering.owner(key) == ""
}

// owner is the server that a key belongs to, "" for this one.
func (pg *peering) owner(key string) (owner string) {
	if pg == nil {
		return ""
	}
	most := weight(pg.peers.Self(), key)
	for _, other := range pg.others() {
		if w := weight(other, key); w > most {
			owner, most = other, w
		}
	}
	return owner
}

// askOwner asks a server that has answered what it was asked last, or was heard since.
func (pg *peering) askOwner(ctx context.Context, server string, q question, told any) error {
	if ctx.Err() != nil || pg.isMute(server) {
		return errNoAnswer
	}
	err := pg.askFor(ctx, server, q, told)
	if err != nil {
		pg.mute(server)
	}
	return err
}

// mute notes that a server did not answer: it is asked nothing more until it is heard.
func (pg *peering) mute(name string) {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	if s := pg.servers[name]; s != nil {
		s.mute = true
	}
}

func (pg *peering) isMute(name string) bool {
	pg.mu.Lock()
	defer pg.mu.Unlock()
	s := pg.servers[name]
	return s == nil || s.mute
}

// Elsewhere tells whether the room goes on at another server when this one stops.
func (r *Room) Elsewhere() bool { return r.peering != nil && len(r.peering.others()) > 0 }

// weight is how much a server is the one for a key.
func weight(server, key string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(server))
	h.Write([]byte{0})
	h.Write([]byte(key))
	sum := h.Sum64()
	sum ^= sum >> 33 // the last bytes of the key have moved only the low bits
	sum *= 0xff51afd7ed558ccd
	return sum ^ sum>>33
}
