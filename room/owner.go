package room

import "hash/fnv"

// Owns tells whether this server is the one of those that are there that does, for
// all, what is to be done once: for somebody, or whatever else is named by key. While
// servers come and go, two may say so, or none.
func (r *Room) Owns(key string) bool {
	if r.peering == nil {
		return true
	}
	own := weight(r.peering.peers.Self(), key)
	for _, other := range r.peering.others() {
		if weight(other, key) > own {
			return false
		}
	}
	return true
}

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
