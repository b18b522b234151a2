package sshui

import (
	"container/list"
	"math"
	"net"
	"sync"

	"talktalktalk/room"
)

// Unfinished handshakes per address: at least handshakesLeast, otherwise one
// for so many connections; in all so many times as many (INTERFACE, "Time
// limits on strangers").
const (
	handshakesLeast = 20
	handshakesShare = 5
	handshakesInAll = 10
)

// A lobby is where connections are until their login is complete. Safe for
// concurrent use.
type lobby struct {
	addresses *room.ConnLimiter
	most      int // in all

	mu      sync.Mutex
	waiting list.List // of net.Conn, the longest waiting first
}

// newLobby returns the lobby of a door that lets in so many connections of one
// address.
func newLobby(perAddress int) *lobby {
	most := max(handshakesLeast, perAddress/handshakesShare)
	return &lobby{addresses: room.NewConnLimiter(most, math.MaxInt), most: handshakesInAll * most}
}

// enter lets c in, and returns what must be called when it has logged in or
// ended; nil where there are too many of its address already.
//
// Where there are too many in all, the one that has waited longest is closed.
// Silent connections could otherwise keep everybody out with a few a second;
// now they must come so fast that the whole lobby changes while one honest
// client shakes hands.
func (l *lobby) enter(c net.Conn) (leave func()) {
	left := l.addresses.Enter(room.AddrOf(c.RemoteAddr()))
	if left == nil {
		return nil
	}
	place, longest := l.add(c)
	if longest != nil {
		longest.Close()
	}
	return sync.OnceFunc(func() {
		l.remove(place)
		left()
	})
}

// add returns the place of c, and who has to make room for it, if anybody has.
func (l *lobby) add(c net.Conn) (place *list.Element, longest net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	place = l.waiting.PushBack(c)
	if l.waiting.Len() > l.most {
		longest = l.waiting.Remove(l.waiting.Front()).(net.Conn)
	}
	return place, longest
}

func (l *lobby) remove(place *list.Element) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting.Remove(place) // does nothing if it had to make room
}
