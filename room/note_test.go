package room

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// anyNote is a note with few values each, so that two often have some in common.
func anyNote(rng *rand.Rand) note {
	at := func() int64 { return rng.Int64N(3) }
	n := note{
		Name: fmt.Sprint("n", rng.IntN(3)), Read: Seq(rng.IntN(3)), Zone: fmt.Sprint("z", rng.IntN(2)),
		Changed: changes{Name: at(), Ignored: at(), Zone: at(), Prefers: at()},
	}
	for range rng.IntN(3) {
		n.Ignored = append(n.Ignored, Ignored{Who: fmt.Sprint("p", rng.IntN(3))})
		n.Merged = append(n.Merged, fmt.Sprint("m", rng.IntN(3)))
	}
	if rng.IntN(2) == 0 {
		n.Preferences = &Preferences{Bell: bells[rng.IntN(len(bells))]}
		n.Seen = map[string]int64{fmt.Sprint("c", rng.IntN(2)): at()}
	}
	return n
}

// TestJoinNotes: in whatever order servers hear of the notes of a person, and however
// often, they end with the same one.
func TestJoinNotes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var all [][]byte
		for range 4 {
			b, err := json.Marshal(anyNote(rng))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
		joined := func(order []int) string {
			n := []byte("{}")
			for _, i := range order {
				n = joinNotes(n, all[i])
			}
			return string(n)
		}
		want := joined([]int{0, 1, 2, 3})
		order := append(rng.Perm(4), rng.IntN(4))
		if got := joined(order); got != want {
			t.Fatalf("%s\nare together in order\n%s, and in order %v\n%s", all, want, order, got)
		}
	}
}

// TestLaterChoice: of two choices of a person at two servers the later counts, each
// by itself; also by a clock that is slow.
func TestLaterChoice(t *testing.T) {
	var before note
	before.Name, before.Zone = "ann", "UTC"
	before.date(note{})
	here, there := before, before
	here.Name = "anna"
	here.date(before)
	there.Preferences = &Preferences{Bell: BellOff}
	there.date(before)
	later := here
	later.Changed.Name += 1_000_000 // by a clock that is ahead
	changed := later
	changed.Name = "anne"
	changed.date(later)
	for _, n := range []note{there, changed, later} {
		here.join(n)
	}
	if here.Name != "anne" || here.Zone != "UTC" || here.Preferences == nil || here.Preferences.Bell != BellOff {
		t.Errorf("together they are %+v", here)
	}
}
