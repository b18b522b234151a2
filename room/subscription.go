package room

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ecdh"
	"net/url"
	"slices"
	"time"
)

// A browser that is to be told when its person is called while the page is closed
// has a subscription: where to push to, and the keys to encrypt for. It is asked
// for by the person, belongs to the browser's credential, and lasts; so it is in
// the log. It ends when it is given up, when the credential is unlinked, or when
// the push service does not know it any more.

// What the log keeps of subscriptions at most, and for how long.
const (
	subscriptionsMost = 2000                // in all
	subscriptionsEach = 10                  // of one person: the one renewed longest ago goes
	subscriptionHolds = 90 * 24 * time.Hour // without being renewed, if the place is needed
	subscriptionFresh = 7 * 24 * time.Hour  // it is not renewed within that

	endpointMost = 1024 // bytes of an endpoint
	pushAuthSize = 16   // of what else goes into the key of a push (RFC 8291)
)

// A Subscription is what a browser gives to be reached by (RFC 8030, RFC 8291).
// The Endpoint is what a stranger typed, though it has the form of an https URL.
type Subscription struct {
	Endpoint string `json:"u"`
	Key      []byte `json:"k"` // the browser's public key, a point of P-256
	Auth     []byte `json:"h"`
}

// fits tells whether it has the form of one.
func (s Subscription) fits() bool {
	u, wrong := url.Parse(s.Endpoint)
	_, noKey := ecdh.P256().NewPublicKey(s.Key)
	return wrong == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && len(s.Endpoint) <= endpointMost &&
		noKey == nil && len(s.Auth) == pushAuthSize
}

func (s Subscription) equal(o Subscription) bool {
	return s.Endpoint == o.Endpoint && bytes.Equal(s.Key, o.Key) && bytes.Equal(s.Auth, o.Auth)
}

// A subscribed is what the log has of a browser's subscription.
type subscribed struct {
	Subscription
	Name string `json:"n"` // what the person was called when it was seen last
	At   int64  `json:"t"` // when it was renewed, ms since 1970
}

// subscriptions are by the ids of the browsers' credentials.
type subscriptions struct{ table[subscribed] }

// subscribed judges e, by which the browser of Owner is to be pushed to.
func (s *state) subscribed(e entry, at time.Time) *Refusal {
	all := &s.Subscriptions
	if e.Push == nil || len(e.Creds) != 1 || !e.Push.fits() {
		return refuse(CodeBadRequest, "That is no way to reach a browser.")
	}
	cred, who := e.Creds[0], s.Persons.resolve(e.Owner)
	if s.Persons.holder(cred) != who {
		return refuse(CodeNotFound, "This browser is somebody else's now.")
	}
	all.drop(func(other string, o subscribed) bool { return other == cred || o.Endpoint == e.Push.Endpoint })
	if all.size >= subscriptionsMost {
		all.drop(func(_ string, o subscribed) bool { return at.Sub(time.UnixMilli(o.At)) > subscriptionHolds })
	}
	own := all.of(func(other string) bool { return s.Persons.holder(other) == who })
	switch {
	case len(own) >= subscriptionsEach:
		all.table = all.without(own[0])
	case all.size >= subscriptionsMost:
		return refuse(CodeForbidden, "So many browsers are told already that this server takes no more.")
	}
	all.table = all.with(cred, subscribed{*e.Push, e.Name, at.UnixMilli()})
	return nil
}

// unsubscribed takes in that a browser is not to be pushed to any more: that of a
// credential or, of no credential, whatever has the endpoint.
func (s *state) unsubscribed(e entry) {
	s.Subscriptions.drop(func(cred string, o subscribed) bool {
		return slices.Contains(e.Creds, cred) || e.Push != nil && o.Endpoint == e.Push.Endpoint
	})
}

func (all *subscriptions) drop(which func(cred string, o subscribed) bool) {
	for cred, o := range all.all() {
		if which(cred, o) {
			all.table = all.without(cred)
		}
	}
}

// of lists the credentials that are meant, the one renewed longest ago first.
func (all *subscriptions) of(meant func(cred string) bool) (creds []string) {
	for cred := range all.all() {
		if meant(cred) {
			creds = append(creds, cred)
		}
	}
	slices.SortFunc(creds, func(a, b string) int {
		return cmp.Or(cmp.Compare(all.get(a).At, all.get(b).At), cmp.Compare(a, b))
	})
	return creds
}

// Subscribed tells whether the session's browser is pushed to.
func (s *Session) Subscribed() bool { return s.room.now().Subscriptions.has(s.cred.Cred) }

// Subscribe has the session's browser be pushed to, by sub and nothing else, when
// its person is called while nobody reads along (Room.Called). A *Refusal says
// why not. Where that is so already it costs nothing.
func (s *Session) Subscribe(ctx context.Context, sub Subscription) error {
	switch {
	case s.cred.token == "" || s.passing:
		return refuse(CodeForbidden, "Only a browser can be told.")
	case !sub.fits():
		return refuse(CodeBadRequest, "That is no way to reach a browser.")
	case s.room.isClosing():
		return ErrClosing
	}
	is := s.room.now().Subscriptions.get(s.cred.Cred)
	if is.equal(sub) && is.Name == s.Name() && time.Since(time.UnixMilli(is.At)) < subscriptionFresh {
		return nil
	}
	if err := s.room.tries.subscriptions.spend(s.Who(), s.addr); err != nil {
		return err
	}
	_, err := s.room.propose(ctx, "", entry{Kind: kindSubscribed, Owner: s.Who(), Name: s.Name(), Creds: []string{s.cred.Cred}, Push: &sub})
	return err
}

// Unsubscribe ends what Subscribe began.
func (s *Session) Unsubscribe(ctx context.Context) error {
	if !s.Subscribed() {
		return nil
	}
	return s.act(ctx, entry{Kind: kindUnsubscribed, Owner: s.Who(), Creds: []string{s.cred.Cred}})
}

// Unreachable has the log know that nobody is at the endpoint any more.
func (r *Room) Unreachable(ctx context.Context, endpoint string) error {
	_, err := r.propose(ctx, "", entry{Kind: kindUnsubscribed, Push: &Subscription{Endpoint: endpoint}})
	return err
}

// renewNames has the log know what the person, who leaves, is called: by that name
// others call the browsers that are pushed to.
func (s *Session) renewNames(ctx context.Context) {
	now, who, name := s.room.now(), s.Who(), s.Name()
	creds := []string{who, s.cred.Cred} // of a credential that was never joined, the person has the id
	for _, d := range now.Persons.Identities.get(who).Devices {
		creds = append(creds, d.Cred)
	}
	for _, cred := range creds {
		is := s.room.now().Subscriptions.get(cred)
		if is.Endpoint == "" || is.Name == name || now.Persons.holder(cred) != who {
			continue
		}
		body, err := entry{Kind: kindSubscribed, Owner: who, Name: name, Creds: []string{cred}, Push: &is.Subscription}.encode()
		if err == nil {
			_, _, err = s.room.log.Append(ctx, "", body)
		}
		if err != nil && ctx.Err() == nil {
			s.room.opts.Logger.Warn("what somebody is called is not stored", "who", who, "err", err)
		}
	}
}
