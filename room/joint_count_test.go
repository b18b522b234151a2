package room

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// countingServers are servers that know each other, without a log.
func countingServers(t *testing.T, n int, f Flood) (rooms []*Room, plugs []*plug) {
	w := &wire{}
	for i := range n {
		r := &Room{feed: newFeed(0, nil), limits: newLimits(f, nil)}
		r.state.Store(&state{})
		r.presence = newPresence(r.feed.push)
		r.presence.share(r.crossed)
		p := w.plug(fmt.Sprint("s", i))
		r.peering = newPeering(p, r)
		r.limits.joint.peering = r.peering
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.peering.run(ctx, func(error) {}); close(ended) }()
		t.Cleanup(func() { cancel(); <-ended })
		rooms, plugs = append(rooms, r), append(plugs, p)
	}
	time.Sleep(2 * beatEvery)
	return rooms, plugs
}

// TestCountedTogether: what a person, and an address, may do is not more for going to
// several servers; and what is not stored does not count.
func TestCountedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rooms, _ := countingServers(t, 3, Flood{Messages: 10, Window: 10 * time.Second})
		say := func(i int, who string, stored bool) error {
			done, err := rooms[i%3].limits.say(t.Context(), who, home)
			if err == nil {
				time.Sleep(time.Millisecond)
				done(stored)
			}
			return err
		}
		for i := range 30 {
			if err := say(i, "ann", false); err != nil {
				t.Fatalf("attempt %d: %v, though nothing was stored", i, err)
			}
		}
		stored := 0
		for i := range 60 {
			if say(i, "ann", true) == nil {
				stored++
			}
		}
		if stored != 10 {
			t.Errorf("%d messages of one person are stored, want 10", stored)
		}
		for i := range 100 {
			if say(i, fmt.Sprint("person", i%10), true) == nil {
				stored++
			}
		}
		if stored != 10*addressShare {
			t.Errorf("%d messages of one address are stored, want %d", stored, 10*addressShare)
		}
		time.Sleep(10 * time.Second)
		for i := range 10 {
			if err := say(i, "bob", true); err != nil {
				t.Errorf("message %d after the window: %v", i, err)
			}
		}
	})
}

// TestGuessedTogether: five wrong guesses, at whichever servers.
func TestGuessedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rooms, _ := countingServers(t, 3, Flood{})
		for i := range 30 {
			settle, err := rooms[i%3].limits.joint.guess(t.Context(), countCodes, fmt.Sprint("ann", i), home)
			if wrong := i%2 == 0; err == nil {
				settle(wrong)
			}
			if (err != nil) != (i > 2*(codesWrong-1)) {
				t.Errorf("guess %d: %v", i, err)
			}
		}
	})
}

// TestOwnerFrozen: a server that does not answer delays who is counted there, once, and
// nobody else; and without it what happened here counts.
func TestOwnerFrozen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rooms, plugs := countingServers(t, 2, Flood{Messages: 10, Window: time.Minute})
		elsewhere, here, away := "", "", netip.Addr{}
		for i := range 64 {
			if who := fmt.Sprint("p", i); rooms[0].Owns(who) {
				here = who
			} else {
				elsewhere = who
			}
			if a := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}); rooms[0].Owns(rooms[0].key.addressID(a)) {
				away = a
			}
		}
		say := func(who string) (took time.Duration, err error) {
			begun := time.Now()
			done, err := rooms[0].limits.say(t.Context(), who, away)
			if err == nil {
				done(true)
			}
			return time.Since(begun), err
		}
		for range 5 {
			if took, err := say(elsewhere); took != 0 || err != nil {
				t.Fatalf("took %v: %v", took, err)
			}
		}
		plugs[1].freeze()
		for i, want := range []time.Duration{ownerMost, 0, 0, 0, 0} {
			if took, err := say(elsewhere); took != want || err != nil {
				t.Errorf("message %d took %v: %v, want %v", i, took, err, want)
			}
			if took, err := say(here); took != 0 || err != nil {
				t.Errorf("somebody else's message took %v: %v", took, err)
			}
		}
		if _, err := say(elsewhere); err == nil {
			t.Error("an eleventh message passed, counted by both")
		}
	})
}

// TestShutOutEverywhere: who flooded too often at two servers is out at all.
func TestShutOutEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rooms, _ := countingServers(t, 3, Flood{Messages: 2, Window: 5 * time.Second})
		for i := 0; ; i++ {
			s := &Session{room: rooms[i%2], cred: credential{device: device{Cred: "ann"}}}
			s.person.Store(newPerson("ann", s.cred))
			done, err := s.mayWrite(t.Context())
			if errors.As(err, new(*Removed)) {
				break
			}
			if r, _ := AsRefusal(err); err != nil && r.Wait > 5*time.Second {
				time.Sleep(r.Wait)
			}
			if err == nil {
				done(true)
			}
			if i > 100 {
				t.Fatal("ann floods and is not shut out")
			}
		}
		time.Sleep(time.Second)
		for i, r := range rooms {
			if out := r.limits.floods.out("ann"); out == nil || out.Wait > outFor-time.Second {
				t.Errorf("server %d lets her in: %+v", i, out)
			}
		}
	})
}
