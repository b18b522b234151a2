package room

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Three refusals in a minute are a quiet, three of those are ten minutes outside,
// and then all is as before.
func TestQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 2, Window: 5 * time.Second}, nil)
		say := func() error {
			done, err := l.say(t.Context(), "ann", home)
			if err == nil {
				done(true)
			}
			return err
		}
		burst := func() (last error) { // until it is quiet
			for range 2 + strikesMost {
				last = say()
			}
			return last
		}
		for step := range quietsMost - 1 {
			if r, _ := AsRefusal(burst()); r.Code != CodeFlood || r.Wait != quietFor {
				t.Fatalf("quiet %d begins with %+v", step, r)
			}
			for range 100 { // which do not count
				if r, _ := AsRefusal(say()); r.Code != CodeFlood || r.Wait != quietFor {
					t.Fatalf("in the quiet: %+v", r)
				}
			}
			time.Sleep(quietFor)
			if l.floods.out("ann") != nil {
				t.Fatal("out too early")
			}
		}
		err := burst()
		if r, _ := AsRefusal(err); !errors.As(err, new(*Removed)) || r.Code != CodeBanned || r.Wait != outFor {
			t.Fatalf("the end is %v", err)
		}
		time.Sleep(outFor - time.Second)
		if l.floods.out("ann") == nil || l.floods.out("bob") != nil {
			t.Error("ann may come back too early, or bob may not")
		}
		time.Sleep(time.Second)
		if l.floods.out("ann") != nil || say() != nil {
			t.Error("ann may not come back")
		}
	})
}

// Who waits as told is never quieted, and neither is who is refused now and then.
func TestNoQuietForTheQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 10, Window: 5 * time.Second}, nil)
		for range 200 {
			done, err := l.say(t.Context(), "ann", home)
			for wait := 31 * time.Second; err != nil; wait = 0 {
				r, _ := AsRefusal(err)
				if r.Wait > 5*time.Second {
					t.Fatalf("refused for %v", r.Wait)
				}
				time.Sleep(max(r.Wait, wait))
				done, err = l.say(t.Context(), "ann", home)
			}
			done(true)
			time.Sleep(200 * time.Millisecond)
		}
	})
}

func TestQuietIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q floodPenalties
		for i := range 10_000 {
			q.strike(string(rune('a'+i%26))+time.Now().String(), time.Second)
			time.Sleep(time.Second)
		}
		if len(q.by) > 500 {
			t.Errorf("%d people are kept, of whom a hundred count", len(q.by))
		}
	})
}
