package room

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The budgets beside B29's window for messages.
const (
	addressShare = 5   // an address may send this many times what a person may
	readsAtOnce  = 200 // pages of history, and other small requests
	readsPerSec  = 20

	searchesAtOnce = 200 // beside them
	searchesPerSec = 20

	listsAtOnce = 200 // of people, likewise
	listsPerSec = 20
)

// limits decides what a person and an address may do now. Safe for concurrent use.
type limits struct {
	floods    *floodPenalties
	persons   *window
	addresses *window
	joint     jointCount
	reads     *budgets
	searches  *budgets
	lists     *budgets
}

func newLimits(f Flood, key roomKey) *limits {
	l := &limits{
		floods:    new(floodPenalties),
		persons:   newWindow(f.Messages, f.Window),
		addresses: newWindow(addressShare*f.Messages, f.Window),
		reads:     newBudgets(readsAtOnce, readsPerSec, f.Messages == 0),
		searches:  newBudgets(searchesAtOnce, searchesPerSec, f.Messages == 0),
		lists:     newBudgets(listsAtOnce, listsPerSec, f.Messages == 0),
	}
	l.joint = jointCount{key: key, by: map[string]counter{
		countMessages:  messageCounter{l.floods, l.persons},
		countAddresses: addressCounter{l.addresses},
		countCodes:     guessCounter{newBudget(codesWrong, codesEvery, false)}, // a guess is one, whoever lifts the budgets for talking
		countSecrets:   guessCounter{newBudget(secretsWrong, secretsEvery, false)},
	}}
	return l
}

// say asks for a message. It is refused with a *Refusal, or its place is taken
// until done is called: with true when the message is stored, with false when
// it is not, and then it does not count. Where several servers are one room it
// waits for those that count, ownerMost at most.
func (l *limits) say(ctx context.Context, person string, addr netip.Addr) (done func(stored bool), err error) {
	return l.joint.both(ctx, countMessages, person, countAddresses, addr)
}

// read asks for a page of history or the like.
func (l *limits) read(person string) error {
	wait := l.reads.take(person)
	if wait <= 0 {
		return nil
	}
	refusal := tooFast(wait)
	if l.reads.told != nil {
		l.reads.told(refusal)
	}
	return refusal
}

// search asks for a search.
func (l *limits) search(person string) error { return l.searches.ask(person) }

// list asks for a list of people.
func (l *limits) list(person string) error { return l.lists.ask(person) }

// A window lets pass no more than most events of one key in any stretch of
// length span (B29): it remembers the times of the last ones. most 0 lets
// everything pass.
type window struct {
	most int
	span time.Duration

	mu    sync.Mutex
	times map[string][]time.Time // oldest first, at most most of them
	swept int                    // how many keys were left by the last sweep
}

func newWindow(most int, span time.Duration) *window {
	return &window{most: most, span: span, times: map[string][]time.Time{}}
}

// take enters an event of key and returns its time, or says how long to wait
// for one.
func (w *window) take(key string) (at time.Time, wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.most == 0 {
		return now, 0
	}
	recent := w.recentLocked(key, now)
	if len(recent) >= w.most {
		return now, recent[0].Add(w.span).Sub(now)
	}
	w.times[key] = append(recent, now)
	w.sweepLocked(now)
	return now, 0
}

// settle ends what take entered at the time at. An event that took place
// counts from now, when it is stored, so that no reading of the stored times
// finds more than most in span; one that did not is taken back.
func (w *window) settle(key string, at time.Time, happened bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.most == 0 {
		return
	}
	times := w.times[key]
	if i := slices.IndexFunc(times, at.Equal); i >= 0 {
		times = slices.Delete(times, i, i+1)
	}
	if happened {
		times = append(times, time.Now())
	}
	if w.times[key] = times; len(times) == 0 {
		delete(w.times, key)
	}
}

// note enters an event of key that has happened, whatever is allowed.
func (w *window) note(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.most == 0 {
		return
	}
	now := time.Now()
	recent := w.recentLocked(key, now)
	w.times[key] = append(recent[max(0, len(recent)+1-w.most):], now)
	w.sweepLocked(now)
}

func (w *window) recentLocked(key string, now time.Time) []time.Time {
	times := w.times[key]
	for len(times) > 0 && now.Sub(times[0]) >= w.span {
		times = times[1:]
	}
	return times
}

// sweepLocked forgets keys that did nothing lately. It looks at all of them only when
// their number has doubled, so each pays for its own removal.
func (w *window) sweepLocked(now time.Time) {
	if len(w.times) < 2*w.swept+64 {
		return
	}
	for key := range w.times {
		if len(w.recentLocked(key, now)) == 0 {
			delete(w.times, key)
		}
	}
	w.swept = len(w.times)
}

// budgets are token buckets by person: so many at once, then so many a second.
type budgets struct {
	atOnce int
	perSec rate.Limit
	off    bool
	told   func(error) // of a refusal; nil for nobody

	mu    sync.Mutex
	by    map[string]*rate.Limiter
	swept int
}

func newBudgets(atOnce int, perSec rate.Limit, off bool) *budgets {
	return &budgets{atOnce: atOnce, perSec: perSec, off: off, by: map[string]*rate.Limiter{}}
}

// take takes one token of the person's, or says how long to wait for one.
func (b *budgets) take(person string) (wait time.Duration) {
	if b.off {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.by[person]
	if l == nil {
		b.sweepLocked()
		l = rate.NewLimiter(b.perSec, b.atOnce)
		b.by[person] = l
	}
	r := l.Reserve()
	if wait = r.Delay(); wait > 0 {
		r.Cancel()
	}
	return wait
}

// ask takes one token, or refuses it.
func (b *budgets) ask(person string) error {
	if wait := b.take(person); wait > 0 {
		return tooFast(wait)
	}
	return nil
}

// sweepLocked forgets full buckets only: forgetting any other would refill it.
func (b *budgets) sweepLocked() {
	if len(b.by) < 2*b.swept+64 {
		return
	}
	for person, l := range b.by {
		if l.Tokens() >= float64(b.atOnce) {
			delete(b.by, person)
		}
	}
	b.swept = len(b.by)
}
