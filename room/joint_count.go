package room

import (
	"context"
	"errors"
	"net/netip"
	"time"
)

// ownerMost is how long what somebody does waits for the server that counts it.
const ownerMost = 300 * time.Millisecond

// What all servers of a room count together.
const (
	countMessages  = "messages"  // of a person
	countAddresses = "addresses" // messages of an address
	countPace      = "pace"      // of a person, in the slow mode
	countCodes     = "codes"     // wrong ones, of a person or an address
	countSecrets   = "secrets"   // likewise
)

// A counter counts events by key, at one server.
type counter interface {
	// take enters an event, and says when, or refuses it with a *Refusal or *Removed.
	take(key string) (at time.Time, err error)

	// settle ends what take entered at the time at: it happened, or it did not.
	settle(key string, at time.Time, happened bool)

	// note enters an event that another server has counted and let happen.
	note(key string)
}

// A jointCount counts what nobody is to do more often by going to several servers. The
// one that owns the key counts, and the others ask it; who gets no answer counts
// alone, with what happened there. Safe for concurrent use.
type jointCount struct {
	key     roomKey
	by      map[string]counter
	peering *peering // nil for a server that is alone
}

// An askedCount is what a server tells the one that counts: that something is about to
// happen or, with At, what came of it.
type askedCount struct {
	What     string `json:"w"`
	Key      string `json:"k"`
	At       int64  `json:"t,omitempty"` // ns since 1970
	Happened bool   `json:"h,omitempty"`
}

// A toldCount is the answer: when it was entered, or why it must not be.
type toldCount struct {
	At      int64    `json:"t,omitempty"`
	Refused *Refusal `json:"r,omitempty"`
	Out     bool     `json:"o,omitempty"` // the person is to be sent out
}

// count asks for an event of key, or refuses it. settle is to be called, once,
// with whether it happened.
func (c *jointCount) count(ctx context.Context, what, key string) (settle func(happened bool), err error) {
	own := c.by[what]
	if owner := c.peering.owner(key); owner != "" {
		var told toldCount
		if c.peering.askOwner(ctx, owner, question{Count: &askedCount{What: what, Key: key}}, &told) == nil {
			return c.elsewhere(owner, askedCount{What: what, Key: key, At: told.At}), told.err()
		}
	}
	at, err := own.take(key)
	if err != nil {
		return nil, err
	}
	return func(happened bool) { own.settle(key, at, happened) }, nil
}

// elsewhere settles what another server has counted.
func (c *jointCount) elsewhere(owner string, counted askedCount) func(happened bool) {
	return func(happened bool) {
		if counted.Happened = happened; happened {
			c.by[counted.What].note(counted.Key)
		}
		c.peering.peers.Send(owner, encodeWord(question{Count: &counted}))
	}
}

func (t *toldCount) err() error {
	switch {
	case t.Refused == nil:
		return nil
	case t.Out:
		return &Removed{Refusal: t.Refused, Barred: true}
	}
	return t.Refused
}

// answer answers another server, or takes in what came of what it asked for.
func (c *jointCount) answer(asked askedCount) (told toldCount, wanted bool) {
	own := c.by[asked.What]
	if own == nil {
		return told, false
	}
	if asked.At != 0 {
		own.settle(asked.Key, time.Unix(0, asked.At), asked.Happened)
		return told, false
	}
	at, err := own.take(asked.Key)
	told.At, told.Out = at.UnixNano(), errors.As(err, new(*Removed))
	if err != nil {
		told.Refused, _ = AsRefusal(err)
	}
	return told, true
}

// both counts an event of a person and one of the address.
func (c *jointCount) both(ctx context.Context, whatOfPerson, person, whatOfAddress string, addr netip.Addr) (settle func(happened bool), err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ownerMost) // who gives up does not count alone
	defer cancel()
	byPerson, err := c.count(ctx, whatOfPerson, person)
	if err != nil {
		return nil, err
	}
	byAddress, err := c.count(ctx, whatOfAddress, c.key.addressID(addr))
	if err != nil {
		byPerson(false)
		return nil, err
	}
	return func(happened bool) { byPerson(happened); byAddress(happened) }, nil
}

// guess refuses a guess if the person or the address has guessed wrong too often.
// Else settle is to be called with whether it was wrong.
func (c *jointCount) guess(ctx context.Context, what, person string, addr netip.Addr) (settle func(wrong bool), err error) {
	return c.both(ctx, what, person, what, addr)
}
