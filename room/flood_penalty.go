package room

import (
	"sync"
	"time"
)

// The steps for who floods (B31). None is for ever.
const (
	strikesMost   = 3 // refusals within strikesWithin: quietFor nothing passes
	strikesWithin = time.Minute
	quietFor      = 30 * time.Second
	quietsMost    = 3 // of these within quietsWithin: outFor nobody is let in
	quietsWithin  = 10 * time.Minute
	outFor        = 10 * time.Minute
)

// floodPenalties takes the steps, by person. What is refused in the quiet does not count,
// so that a paste of many lines is one step at most, and who waits as told none.
// The zero value is ready.
type floodPenalties struct {
	mu    sync.Mutex
	by    map[string]*strikes
	swept int
}

// strikes are those of one person, the newest last.
type strikes struct {
	refusals, quiets []time.Time
	until            time.Time // of the quiet
	out              time.Time // until when the person stays outside
}

// wait is how long the person has to be quiet yet, 0 for not at all.
func (q *floodPenalties) wait(person string) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if s := q.by[person]; s != nil {
		return max(0, time.Until(s.until))
	}
	return 0
}

// strike counts a refusal that came with wait, and returns what it makes of that:
// a longer one, or a *Removed.
func (q *floodPenalties) strike(person string, wait time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	s := q.ofLocked(person, now)
	s.refusals = append(within(s.refusals, now, strikesWithin), now)
	if len(s.refusals) < strikesMost {
		return tooFast(wait)
	}
	s.refusals = nil
	s.until = now.Add(quietFor)
	s.quiets = append(within(s.quiets, now, quietsWithin), now)
	if len(s.quiets) < quietsMost {
		return tooFast(quietFor)
	}
	s.quiets, s.out = nil, now.Add(outFor)
	return &Removed{Refusal: s.refusal(now), Barred: true}
}

// ofLocked are the person's.
func (q *floodPenalties) ofLocked(person string, now time.Time) *strikes {
	s := q.by[person]
	if s == nil {
		q.sweepLocked(now)
		s = &strikes{}
		q.by[person] = s
	}
	return s
}

// shutOut has the person stay outside for a while, whoever has counted.
func (q *floodPenalties) shutOut(person string, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.ofLocked(person, now).out = now.Add(wait)
}

// out is why the person has to stay outside, or nil.
func (q *floodPenalties) out(person string) *Refusal {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if s := q.by[person]; s != nil && now.Before(s.out) {
		return s.refusal(now)
	}
	return nil
}

func (s *strikes) refusal(now time.Time) *Refusal {
	wait := s.out.Sub(now)
	const why = "You wrote too fast, again and again."
	return &Refusal{Code: CodeBanned, Text: why + " You can come back in " + LeftText(wait) + ".", Wait: wait, Why: why}
}

// within are those of times that are not longer ago than span.
func within(times []time.Time, now time.Time, span time.Duration) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= span {
		times = times[1:]
	}
	return times
}

// sweepLocked forgets those of whom nothing counts any more; see window.
func (q *floodPenalties) sweepLocked(now time.Time) {
	if q.by == nil {
		q.by = map[string]*strikes{}
	}
	if len(q.by) < 2*q.swept+64 {
		return
	}
	for person, s := range q.by {
		if len(within(s.refusals, now, strikesWithin)) == 0 && len(within(s.quiets, now, quietsWithin)) == 0 && now.After(s.out) {
			delete(q.by, person)
		}
	}
	q.swept = len(q.by)
}
