package room

import (
	"sync"
	"time"
)

// ends says when the spans of mutes, bans and a lock are over for those who are
// here: by a clock that nobody sets. In the log they end at a time of the day. If
// that is set back, a mute of ten minutes would last for hours. So each is
// timed from when this process has learned of it, and never for longer than it is
// to last; what began in an earlier process, and in the future, begins anew. The
// zero value is ready.
type ends struct {
	mu sync.Mutex
	n  int               // the newest act that is in
	by map[int]time.Time // by the number of the act
}

// take notes what is new in o, and forgets what is not in it any more. It comes
// soon after the acts.
func (e *ends) take(o *moderation, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n == o.N {
		return
	}
	was := e.by
	e.n, e.by = o.N, map[int]time.Time{}
	add := func(n int, at, until int64) {
		end, known := was[n]
		if !known {
			rest := time.UnixMilli(until).Sub(now)
			if at != 0 {
				rest = min(rest, time.Duration(until-at)*time.Millisecond)
			}
			end = now.Add(rest)
		}
		e.by[n] = end
	}
	for _, m := range o.Mutes {
		add(m.N, m.At, m.Until)
	}
	for _, b := range o.Bans {
		add(b.N, b.At, b.Until)
	}
	add(o.Lock.N, o.Lock.At, o.Lock.Until)
}

func (e *ends) of(n int) (end time.Time, known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	end, known = e.by[n]
	return end, known
}

// left is how long something lasts yet that the act n began, 0 for ever, and
// whether it is over. The fold, which has no ends, asks by the times of records.
func (o *moderation) left(n int, until int64, now time.Time) (rest time.Duration, over bool) {
	if until == 0 {
		return 0, false
	}
	end := time.UnixMilli(until)
	if o.ends != nil {
		if by, known := o.ends.of(n); known {
			end = by
		}
	}
	rest = end.Sub(now)
	return rest, rest <= 0
}

func (o *moderation) over(n int, until int64, now time.Time) bool {
	_, over := o.left(n, until, now)
	return over
}
