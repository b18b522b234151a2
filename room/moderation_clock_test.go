package room

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// Spans last as long as they are to last, also when the clock was set back, by
// hours, after they began; over a restart they run on.
func TestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := time.Now()
		o := moderation{N: 3, ends: &ends{}}
		add := func(n int, began time.Time) {
			o.Mutes = append(o.Mutes, mute{N: n, Whom: fmt.Sprint(n), At: began.UnixMilli(), Until: until(began, 10*minute)})
		}
		add(1, at)                     // now
		add(2, at.Add(3*time.Hour))    // and then the clock was set back
		add(3, at.Add(-4*time.Minute)) // before a restart
		o.Lock = lock{N: 9, On: true}  // for ever
		was := mute{N: 4, Whom: "4"}   // likewise
		o.Mutes = append(o.Mutes, was)
		o.ends.take(&o, time.Now())
		for n, want := range map[int]time.Duration{1: 10 * time.Minute, 2: 10 * time.Minute, 3: 6 * time.Minute} {
			if rest, over := o.left(n, o.Mutes[n-1].Until, time.Now()); rest != want || over {
				t.Errorf("%d lasts %v, want %v", n, rest, want)
			}
		}
		time.Sleep(9 * time.Minute)
		add(5, time.Now().Add(-5*time.Hour)) // the next one after the clock was set ahead
		o.N = 5
		o.ends.take(&o, time.Now())
		time.Sleep(time.Minute)
		for _, m := range o.Mutes {
			if _, over := o.left(m.N, m.Until, time.Now()); over != (m.N != 4) {
				t.Errorf("%d is over: %v", m.N, over)
			}
		}
		if o.over(9, 0, time.Now()) {
			t.Error("for ever is over")
		}
		o.Mutes, o.N = nil, 6
		o.ends.take(&o, time.Now())
		if len(o.ends.by) != 1 {
			t.Errorf("%d are kept, want the lock's", len(o.ends.by))
		}
	})
}
