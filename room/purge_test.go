package room

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// Who has nothing left of what was said is as new as anybody, for a lock; who had
// written before the span goes on.
func TestSweptAreNew(t *testing.T) {
	l := newLedger(t)
	l.add(saying("old", "old"))
	l.now = l.now.Add(time.Hour)
	since := l.now
	for _, who := range []string{"new", "old", "phone"} {
		l.add(saying(who, who))
	}
	for who, want := range map[string]bool{"old": true, "new": false, "nobody": false} {
		if got := l.Order.Known.before(who, since); got != want {
			t.Errorf("before(%s) = %v", who, got)
		}
	}
	l.judge("", joining("phone", "sam"))
	l.now = l.now.Add(time.Minute)
	l.do(kindLocked, deed{})
	e := ordering(kindSwept, deed{Whoms: []string{"new", "old", "phone"}, Name: "3 newcomers", Span: 2 * minute})
	e.Of = 2
	did := l.add(e)
	if want := (Purge{Who: []string{"new", "old", "sam"}, From: 2, To: l.seq}); did.event == nil || fmt.Sprint(did.event.Purge) != fmt.Sprint(want) {
		t.Fatalf("it did %+v, want %+v", did.event, want)
	}
	if l.Order.locked("old", l.now) || !l.Order.locked("new", l.now) || !l.Order.locked("sam", l.now) {
		t.Error("the lock concerns others")
	}
	l.do(kindSwept, deed{Whom: "old", Name: "old"})
	if !l.Order.locked("old", l.now) {
		t.Error("who has nothing left may go on")
	}
	l.judge(CodeForbidden, ordering(kindSwept, deed{Whom: "cat", Name: "cat", Spare: true}))
	for _, a := range l.Order.Acts {
		if a.Whoms != nil {
			t.Errorf("the log keeps %+v", a)
		}
	}
}

// A person's first time is the earlier of two that are joined.
func TestKnownMerge(t *testing.T) {
	var k known
	day := time.Unix(20_000*24*60*60, 0)
	k.wrote("phone", day)
	k.wrote("sam", day.Add(24*time.Hour))
	k.wrote("sam", day.Add(48*time.Hour))
	k.merge(Merge{From: "phone", To: "sam"})
	r := k.People.get("sam")
	if r.first() != day.Unix() || r.days() != 2 || r.day() != 20_002 || k.has("phone") {
		t.Errorf("sam wrote first %d, on %d days, on %d last", r.first(), r.days(), r.day())
	}
	k.merge(Merge{From: "sam", To: "desk"})
	if k.People.get("desk") != r {
		t.Errorf("desk is %+v", k.People.get("desk"))
	}
}

// The writer of a record is found without decoding it, whatever it says.
func TestOwnerIn(t *testing.T) {
	for _, e := range []entry{
		saying("p7f3a", "sam"),
		{Kind: kindSaid, ID: `x","o":"eve","`, Owner: "p7f3a", Text: `"o":"eve"`},
		{Kind: kindSaid, Owner: `a"\b`, Text: "hi"},
		{Kind: kindSaid, Text: `"o":"eve"`},
		{Kind: kindErased, N: 3},
	} {
		body, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := ownerIn(body); got != e.Owner {
			t.Errorf("ownerIn(%s) = %q, want %q", body, got, e.Owner)
		}
	}
}

// However many owners there are, each is found.
func TestPurgeOfMany(t *testing.T) {
	for _, many := range []int{3, 200} {
		l := newLedger(t)
		var whoms []string
		for i := range many {
			whoms = append(whoms, fmt.Sprint("p", 7*i%many))
			l.add(saying(whoms[i], "raider"))
		}
		slices.Reverse(whoms)
		l.do(kindSwept, deed{Whoms: whoms, Name: "raiders"})
		for i, who := range whoms {
			if !l.Order.Purges.hides(who, Seq(len(whoms)-i)) {
				t.Errorf("of %d: what %s said is shown", many, who)
			}
		}
		if l.Order.Purges.hides("q", 1) {
			t.Errorf("of %d: what q said is hidden", many)
		}
	}
}

// TestPurgeOfOldCheckpoint: in checkpoints of older programs the owners have no order.
func TestPurgeOfOldCheckpoint(t *testing.T) {
	e := decode([]byte(`{"k":"checkpoint","state":{"order":{"purges":{"newest":[{"s":9,"n":1,"f":1,"t":9,"ws":["c","a"],"o":["c","x","a","b"]}]}}}}`))
	if e.State == nil {
		t.Fatal("the checkpoint is not read")
	}
	for _, owner := range []string{"a", "b", "c", "x"} {
		if !e.State.Order.Purges.hides(owner, 3) {
			t.Errorf("what %s said is shown", owner)
		}
	}
}
