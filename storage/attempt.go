package storage

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"time"

	"talktalktalk/room"
)

// errAbandoned is the outcome of an attempt whose Append gave up before
// handing it over. Whoever joined it makes an attempt of their own.
var errAbandoned = errors.New("abandoned")

// An attempt is a record on its way to the disk.
type attempt struct {
	key    string
	body   []byte
	amends *room.Amendment  // nil for most
	erases []room.Amendment // and then there is no record

	done chan struct{} // closed when the outcome is known:
	seq  room.Seq
	time time.Time
	n    int // of erases, that were done
	err  error
}

// own makes the slices a's own.
func (a *attempt) own() {
	a.body = bytes.Clone(a.body)
	if a.amends != nil {
		mine := ownAmendment(*a.amends)
		a.amends = &mine
	}
	a.erases = slices.Clone(a.erases)
	for i, e := range a.erases {
		a.erases[i] = ownAmendment(e)
	}
}

func ownAmendment(a room.Amendment) room.Amendment {
	return room.Amendment{Of: a.Of, Was: bytes.Clone(a.Was), Body: bytes.Clone(a.Body)}
}

// underway knows the attempts with a key whose outcome is not known yet, so
// that of each key there is one: between the look into the index of keys and
// the sync nobody else can store it. The zero value is ready.
type underway struct {
	mu    sync.Mutex
	byKey map[string]*attempt
}

// enter returns the attempt with a's key that is under way, or else makes
// that a, and returns a.
func (u *underway) enter(a *attempt) *attempt {
	if a.key == "" {
		return a
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if first, ok := u.byKey[a.key]; ok {
		return first
	}
	if u.byKey == nil {
		u.byKey = make(map[string]*attempt)
	}
	u.byKey[a.key] = a
	return a
}

func (u *underway) leave(a *attempt) {
	if a.key == "" {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.byKey, a.key)
}
