package room

import (
	"crypto/ecdh"
	crand "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"talktalktalk/room/names"
)

// records makes a log of n records as rooms write them, with every kind, and
// some that nobody can read.
func records(t *testing.T, rng *rand.Rand, n int) []Record {
	t.Helper()
	var log []Record
	var s state
	for seq := Seq(1); len(log) < n; seq += 1 + Seq(rng.IntN(2)) {
		e := entry{Kind: kindSaid, Owner: fmt.Sprint("p", rng.IntN(80)), Name: fmt.Sprint("n", rng.IntN(99)), Text: "hi"}
		switch rng.IntN(20) {
		case 0:
			e = entry{Kind: kindFounded, Key: fmt.Append(nil, seq)}
		case 1:
			e = entry{Kind: kindCheckpoint, State: s.clone()}
		case 2:
			e = entry{Kind: "of a newer program", Text: "?"}
		case 3:
			e.Kind, e.Text = kindGone, ""
		case 4:
			e = entry{Kind: kindEdited, Of: seq / 2}
		case 5:
			e = entry{Kind: kindDeleted, Of: seq / 2}
		case 6, 7, 8, 9, 10:
			e = someAct(rng)
		case 11, 12, 13, 14:
			e = someOrder(rng, len(log))
		}
		body, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		if rng.IntN(30) == 0 {
			body = nil // erased
		}
		log = append(log, Record{Seq: seq, Time: time.UnixMilli(int64(seq) * time.Hour.Milliseconds() * 12), Body: body})
		if rng.IntN(3) > 0 { // a checkpoint is true of an earlier number than its own
			for _, rec := range log {
				s.apply(rec)
			}
		}
	}
	return log
}

// someAct is one of few people who claim and release few names, and join and part,
// or of an admin on hooks.
func someAct(rng *rand.Rand) entry {
	person := func() string { return fmt.Sprint("p", rng.IntN(8)) }
	name := fmt.Sprint("n", rng.IntN(6))
	e := entry{Kind: kindClaimed, Owner: person(), Name: name, Looks: names.Skeletons(name)}
	switch rng.IntN(11) {
	case 0:
		e.Kind = kindReleased
	case 1:
		e.Kind = kindSeen
	case 2, 3:
		e = entry{Kind: kindLinked, Owner: person(), From: person()}
		e.Maker, e.Device = &device{Cred: e.Owner, Kind: Web}, &device{Cred: e.From, Kind: SSH}
	case 4:
		e = entry{Kind: kindUnlinked, Owner: person(), Creds: []string{person(), person()}}
	case 5:
		e = entry{Kind: kindHooked, Owner: person(), Admin: true, Name: name, Hash: hashOfHook(name)}
	case 6:
		e = entry{Kind: kindUnhooked, Owner: person(), Admin: true, N: 1 + rng.IntN(3)}
	case 7, 8, 9:
		e = subscribing(person(), rng.IntN(20))
	case 10:
		e = subscribing(person(), rng.IntN(20))
		e.Kind = kindUnsubscribed
	}
	return e
}

// somePoint is the key of all browsers in these tests.
var somePoint = func() []byte {
	secret, err := ecdh.P256().GenerateKey(crand.Reader)
	if err != nil {
		panic(err)
	}
	return secret.PublicKey().Bytes()
}()

// subscribing has a credential that was never joined be told at the nth endpoint.
func subscribing(cred string, n int) entry {
	return entry{Kind: kindSubscribed, Owner: cred, Name: "n" + cred, Creds: []string{cred}, Push: &Subscription{
		Endpoint: fmt.Sprint("https://push.example/", n), Key: somePoint, Auth: make([]byte, pushAuthSize),
	}}
}

// However many browsers want to be told, the state has a bounded number of them.
func TestSubscriptionsAreBounded(t *testing.T) {
	var s state
	at := time.UnixMilli(0)
	add := func(e entry) *Refusal {
		t.Helper()
		body, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		return s.apply(Record{Seq: s.At + 1, Time: at, Body: body}).refused
	}
	for i := range subscriptionsMost {
		if no := add(subscribing(fmt.Sprint("p", i), i)); no != nil {
			t.Fatal(no)
		}
	}
	if no := add(subscribing("one more", subscriptionsMost)); no == nil {
		t.Errorf("of %d browsers all are told", s.Subscriptions.size)
	}
	if no := add(subscribing("p7", subscriptionsMost+1)); no != nil {
		t.Errorf("who is told already cannot renew: %v", no)
	}
	at = at.Add(subscriptionHolds + 1)
	if no := add(subscribing("one more", subscriptionsMost)); no != nil || s.Subscriptions.size != 1 {
		t.Errorf("when the others have lapsed: %v, %d are left", no, s.Subscriptions.size)
	}
	for i := range subscriptionsEach {
		e := subscribing(fmt.Sprint("device", i), i)
		s.Persons.Aliases = s.Persons.Aliases.with(e.Creds[0], "one more")
		at = at.Add(time.Millisecond)
		if no := add(e); no != nil {
			t.Fatal(no)
		}
	}
	if s.Subscriptions.has("one more") || s.Subscriptions.size != subscriptionsEach {
		t.Errorf("one person has %d browsers, or the latest ones were dropped", s.Subscriptions.size)
	}
}

// Folding from any checkpoint equals folding from the start.
func TestFoldFromAnyCheckpoint(t *testing.T) {
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 0))
		log := records(t, rng, 150)
		want := folded(t, &state{}, log)
		for _, rec := range log {
			e := decode(rec.Body)
			if e.State == nil {
				continue
			}
			if got := folded(t, e.State, log); got != want {
				t.Fatalf("seed %d: from the checkpoint in %d: %s, from the start: %s", seed, rec.Seq, got, want)
			}
		}
	}
}

func folded(t *testing.T, s *state, log []Record) string {
	t.Helper()
	for _, rec := range log {
		s.apply(rec)
	}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWritersAreTheNewest(t *testing.T) {
	var s state
	for i := range 3 * writersKept {
		s.wrote(writer{fmt.Sprint("p", i%60), fmt.Sprint("n", i)})
	}
	if len(s.Writers) != writersKept {
		t.Fatalf("%d writers are kept, want %d", len(s.Writers), writersKept)
	}
	seen := map[string]bool{}
	for i, w := range s.Writers {
		if want := fmt.Sprint("n", 3*writersKept-1-i); w.Name != want || seen[w.Who] {
			t.Errorf("writer %d is %v, want %s once", i, w, want)
		}
		seen[w.Who] = true
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range []entry{
		{Kind: kindSaid, Owner: "p1", Name: "ann", Text: "hi <b>", Via: Web},
		{Kind: kindCheckpoint, State: &state{At: 7, Count: 3, Writers: []writer{{"p1", "ann"}}}},
		{Kind: kindFounded, Key: []byte("key")},
		{Kind: kindEdited, Owner: "p1", Of: 3},
		ordering(kindPurged, deed{Whom: "p1", Name: "ann"}),
		ordering(kindBanned, deed{Whom: "p1", Name: "ann", Span: minute}),
	} {
		body, err := e.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(`{"k":"said","t":5}`))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		var s state
		e := s.apply(Record{Seq: 1, Body: body}).event
		if e != nil && (e.Seq != 1 || e.Kind != Said && e.Kind != Changed && e.Kind != Merged && e.Kind != Purged) {
			t.Errorf("record %q became %+v", body, e)
		}
	})
}
