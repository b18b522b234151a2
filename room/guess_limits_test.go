package room

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// TestSharedBudget: a person has a share, and an address has one for all who
// come from it. Refused is who is over, until the time that the refusal says.
func TestSharedBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := newTries(Flood{Messages: 10, Window: time.Second})
		class, elsewhere := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("192.0.2.9")
		for round := range 5 {
			for pupil := range 60 {
				who := fmt.Sprint("p", pupil)
				if err := tries.joins.spend(who, class); err != nil {
					t.Fatalf("pupil %d, round %d: %v", pupil, round, err)
				}
				if err := tries.names.spend(who, class); err != nil {
					t.Fatalf("name of pupil %d, round %d: %v", pupil, round, err)
				}
			}
		}
		for _, of := range []struct { // the one that fills faster first: it waits
			what   string
			budget shared
		}{{"join", tries.joins}, {"name", tries.names}} {
			what, budget := of.what, of.budget
			r, ok := AsRefusal(budget.spend("somebody", netip.MustParseAddr("2001:db8::2"))) // the same network
			if !ok || r.Code != CodeFlood || r.Wait <= 0 {
				t.Fatalf("%s: one more of the address is answered %+v", what, r)
			}
			if err := budget.spend("somebody", elsewhere); err != nil {
				t.Errorf("%s: from elsewhere %v", what, err)
			}
			time.Sleep(r.Wait)
			if err := budget.spend("somebody", class); err != nil {
				t.Errorf("%s: after the wait %v", what, err)
			}
		}
		var refused error
		for range joinsAtOnce + 1 {
			if refused == nil {
				refused = tries.joins.spend("one", elsewhere)
			}
		}
		if refused == nil {
			t.Error("one person joins as often as it likes")
		}
	})
}

// TestRenamesTakeTurns: of very many who rename in one moment the first do so at
// once, the others one after the other, and those who would wait for long are
// refused.
func TestRenamesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const late = 100
		tries := newTries(Flood{Messages: 10, Window: time.Second})
		all := renamesAtOnce + int(renameWaits.Seconds()*renamesPerSec) + late
		waits := make(chan time.Duration, all)
		began := time.Now()
		for range all {
			go func() {
				if err := tries.turn(t.Context()); err != nil {
					waits <- -1
					return
				}
				waits <- time.Since(began)
			}()
		}
		atOnce, refused, longest := 0, 0, time.Duration(0)
		for range all {
			switch wait := <-waits; {
			case wait == 0:
				atOnce++
			case wait < 0:
				refused++
			default:
				longest = max(longest, wait)
			}
		}
		if atOnce != renamesAtOnce || refused != late || longest > renameWaits {
			t.Errorf("%d at once, %d refused, the longest wait was %v", atOnce, refused, longest)
		}
	})
}

// TestSharedBudgetLifted: with --flood off nobody is refused.
func TestSharedBudgetLifted(t *testing.T) {
	tries := newTries(Flood{})
	for range 2 * renamesAtOnce {
		if wait := tries.renames.Reserve().Delay(); wait > 0 {
			t.Fatalf("with no limits one waits %v to be renamed", wait)
		}
	}
	for range 2 * addressJoinsAtOnce {
		if err := tries.joins.spend("one", home); err != nil {
			t.Fatal(err)
		}
		if err := tries.names.spend("one", home); err != nil {
			t.Fatal(err)
		}
	}
}
