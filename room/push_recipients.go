package room

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"slices"
	"sync"
	"time"

	"talktalktalk/room/names"
)

// A Callee is a person with browsers that are to be told when it is called.
type Callee struct {
	Who   string
	Names []string // by which others may call it: the claimed ones, and that of its last visit
	At    []Subscription
}

// callees are all of them, made anew when the log has changed who they are.
type callees struct {
	mu   sync.Mutex
	from persons // what the list is made from
	subs subscriptions
	list []Callee
}

// of lists those of a state. What it returns is shared, and must not be modified.
func (c *callees) of(now *state) []Callee {
	c.mu.Lock()
	defer c.mu.Unlock()
	is, was := &now.Persons, &c.from
	if now.Subscriptions.parts == c.subs.parts && is.Identities.parts == was.Identities.parts && is.Claims.parts == was.Claims.parts &&
		is.Credentials.parts == was.Credentials.parts && is.Aliases.parts == was.Aliases.parts {
		return c.list
	}
	c.from, c.subs, c.list = now.Persons, now.Subscriptions, nil
	byWho := map[string]*Callee{}
	for _, cred := range now.Subscriptions.of(func(string) bool { return true }) {
		sub, who := now.Subscriptions.get(cred), now.Persons.holder(cred)
		one := byWho[who]
		if one == nil {
			one = &Callee{Who: who}
			byWho[who] = one
			for _, claim := range now.Persons.Identities.get(who).Claims {
				one.Names = append(one.Names, claim.Name)
			}
		}
		if !slices.ContainsFunc(one.Names, func(n string) bool { return names.Fold(n) == names.Fold(sub.Name) }) {
			one.Names = append(one.Names, sub.Name)
		}
		one.At = append(one.At, sub.Subscription)
	}
	for _, one := range byWho {
		c.list = append(c.list, *one)
	}
	return c.list
}

// Called returns those that e calls by a name, that are not here at either door,
// and that want to be told: not who said it, who ignores that one, or is banned.
// calls tells whether the text of e calls somebody of a name; it is asked for few.
func (r *Room) Called(ctx context.Context, e *Event, calls func(name string) bool) []Callee {
	now := r.now()
	if now.Subscriptions.size == 0 || e.Kind != Said || e.Deleted {
		return nil
	}
	words := names.WordsOf(e.Text)
	var called []Callee
	for _, one := range r.callees.of(now) {
		byName := func(n string) bool { return words.Have(n) && !r.isAnothers(n, one.Who) && calls(n) }
		if slices.ContainsFunc(one.Names, byName) && r.wants(ctx, now, one.Who, e) {
			called = append(called, one)
		}
	}
	return called
}

// isAnothers tells whether somebody else is here under the name.
func (r *Room) isAnothers(name, who string) bool {
	p := r.presence.named(name)
	return p != nil && p.id != who
}

// wants tells whether somebody who is called by e is to be told.
func (r *Room) wants(ctx context.Context, now *state, who string, e *Event) bool {
	writer := now.Persons.resolve(e.Owner)
	if writer == who || r.presence.readsAlong(who) {
		return false
	}
	if _, banned := now.Order.banned(who, "", netip.Addr{}, now.Persons.resolve, time.Now()); banned {
		return false
	}
	n, err := r.noteOf(ctx, who)
	if err != nil {
		r.opts.Logger.Warn("a person is not remembered", "who", who, "err", err)
	}
	return n == nil || !slices.ContainsFunc(n.Ignored, func(i Ignored) bool { return now.Persons.resolve(i.Who) == writer })
}

// readsAlong tells whether the person has a connection at either door.
func (ps *presence) readsAlong(who string) bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.people[who]
	return p != nil && len(p.doorsLocked()) > 0
}

// Since returns the first n messages above seq, or of the newest thousands those
// that are, oldest first, as they are now. With News a reader without a session
// can follow; one that is too slow misses some.
func (r *Room) Since(seq Seq, n int) []*Event {
	events, _ := r.feed.following(seq, n)
	return events
}

// Derive returns a secret of 32 bytes for a purpose, made from the room's own key:
// the same at each start, and on every server that follows the log.
func (r *Room) Derive(purpose string) []byte {
	h := hmac.New(sha256.New, r.key)
	h.Write([]byte("derived:" + purpose))
	return h.Sum(nil)
}
