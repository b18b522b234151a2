package room

import (
	"context"
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// The budgets for what is guessed, and for what all others hear of. An address
// has addressShare times as much of those that a person has for good reason.
const (
	codesWrong = 5 // codes that were never made, a minute: of a person, and of an address
	codesEvery = time.Minute / codesWrong

	secretsWrong = 5 // that are not the secret, likewise
	secretsEvery = time.Minute / secretsWrong

	codesMade     = 10 // by /link, at once
	codeMadeEvery = 30 * time.Second

	namesAtOnce = 10 // changes of name
	nameEvery   = 6 * time.Second

	// Those of an address are for all who share it: a class of 60 that comes back
	// from a break five times over.
	addressNamesAtOnce = 300
	addressNameEvery   = 200 * time.Millisecond

	// Of all together, who wait for one another beyond it: thousands who rename in
	// the same moment are not to be in the way of those who talk.
	renamesAtOnce = 20
	renamesPerSec = 1000
	renameWaits   = 5 * time.Second // at most; who would wait for longer is refused

	joinsAtOnce        = 200 // of one person, who may have a bad line
	joinEvery          = 200 * time.Millisecond
	addressJoinsAtOnce = 300
	addressJoinEvery   = 20 * time.Millisecond

	actsAtOnce = 20 // claims, releases, links, unlinks
	actEvery   = 15 * time.Second

	subscriptionsAtOnce        = 10 // of one person, whose browser gives another when it likes
	subscriptionEvery          = time.Minute
	addressSubscriptionsAtOnce = 60
	addressSubscriptionEvery   = 10 * time.Second

	ordersAtOnce = 300 // of one admin, who may have a raid to end
	orderEvery   = time.Second

	// Commands of admins that others tried: those beyond are refused without a
	// word in the log, which nobody is to fill.
	forbiddenAtOnce = 60 // of one address
	forbiddenEvery  = 10 * time.Second
	forbiddenMost   = 300 // of all
)

// tries are the budgets of a room for these. Those of guesses are in a jointCount, since
// other servers count them, too.
type tries struct {
	made, acts    *budget // by person
	names, joins  shared
	subscriptions shared
	renames       *rate.Limiter // of all: whoever is beyond it waits

	orders         *budget // by person
	forbidden, all *budget // by address, and of all
}

// A shared budget is one by person and one by address.
type shared struct{ persons, addresses *budget }

// spend takes one event of a person at an address, or refuses it.
func (s shared) spend(person string, addr netip.Addr) error {
	net := network(addr).String()
	if wait := max(s.persons.wait(person), s.addresses.wait(net)); wait > 0 {
		return tooFast(wait)
	}
	s.persons.take(person)
	s.addresses.take(net)
	return nil
}

func newTries(f Flood) tries {
	off := f.Messages == 0
	return tries{
		made: newBudget(codesMade, codeMadeEvery, off),
		acts: newBudget(actsAtOnce, actEvery, off),
		names: shared{
			newBudget(namesAtOnce, nameEvery, off),
			newBudget(addressNamesAtOnce, addressNameEvery, off),
		},
		renames: rate.NewLimiter(perSec(renamesPerSec, off), renamesAtOnce),
		joins: shared{
			newBudget(joinsAtOnce, joinEvery, off),
			newBudget(addressJoinsAtOnce, addressJoinEvery, off),
		},
		subscriptions: shared{
			newBudget(subscriptionsAtOnce, subscriptionEvery, off),
			newBudget(addressSubscriptionsAtOnce, addressSubscriptionEvery, off),
		},
		orders: newBudget(ordersAtOnce, orderEvery, off),

		forbidden: newBudget(forbiddenAtOnce, forbiddenEvery, false),
		all:       newBudget(forbiddenMost, forbiddenEvery, false),
	}
}

// spend takes one event of the person's, or refuses it.
func spend(b *budget, person string) error {
	if wait := b.take(person); wait > 0 {
		return tooFast(wait)
	}
	return nil
}

// perSec is so many a second or, for nobody who is to wait, any number.
func perSec(n rate.Limit, off bool) rate.Limit {
	if off {
		return rate.Inf
	}
	return n
}

// turn waits until one more of all people may be renamed.
func (t *tries) turn(ctx context.Context) error {
	turn := t.renames.Reserve()
	wait := turn.Delay()
	if wait > renameWaits {
		turn.Cancel()
		return tooFast(wait)
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return ctx.Err()
	}
}

// noted tells whether the log may be told of one more command that was forbidden.
func (t *tries) noted(addr netip.Addr) bool {
	return t.forbidden.take(network(addr).String()) == 0 && t.all.take("") == 0
}
