package cluster

import (
	"errors"
	"sync"
	"time"

	"talktalktalk/room"
)

// lateAfter is how long something may be under way before it is said that nothing
// is stored at the moment.
const lateAfter = 2 * time.Second

// errLate is why: there are too few NATS servers, or this one is cut off.
var errLate error = &room.Unavailable{Why: "the other machines of this room do not answer"}

// errAbandoned is the outcome of an attempt that was given up before it was handed
// over. Whoever joined it makes one of their own.
var errAbandoned = errors.New("abandoned")

// An attempt is an entry on its way.
type attempt struct {
	entry *entry
	draft *entry // before it, or nil
	since time.Time
	done  chan struct{} // closed when the verdict is known
	verdict
}

// late tells whether it is too late for a: whoever waited was told that it is not stored.
func (a *attempt) late() bool { return time.Since(a.since) >= appendMost }

func (a *attempt) settled() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// attempts are those whose verdict is not known yet, so that of each key there is one.
type attempts struct {
	mu       sync.Mutex
	byKey    map[string]*attempt
	byNumber map[uint64]*attempt
	last     uint64
	ended    error // of what comes
}

func newAttempts() *attempts {
	return &attempts{byKey: map[string]*attempt{}, byNumber: map[uint64]*attempt{}}
}

// enter returns the attempt that is under way with a's key, or else makes that a
// and gives it a number.
func (as *attempts) enter(a *attempt) (*attempt, error) {
	as.mu.Lock()
	defer as.mu.Unlock()
	if as.ended != nil {
		return nil, as.ended
	}
	if key := a.entry.Key; key != "" {
		if first, ok := as.byKey[key]; ok {
			return first, nil
		}
		as.byKey[key] = a
	}
	as.last++
	a.entry.Attempt, a.since = as.last, time.Now()
	as.byNumber[as.last] = a
	return a, nil
}

// settle gives a its verdict.
func (as *attempts) settle(a *attempt, v verdict) {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.settleLocked(a, v)
}

func (as *attempts) settleLocked(a *attempt, v verdict) {
	if as.byNumber[a.entry.Attempt] != a {
		return // it has one
	}
	delete(as.byNumber, a.entry.Attempt)
	if as.byKey[a.entry.Key] == a {
		delete(as.byKey, a.entry.Key)
	}
	a.verdict = v
	close(a.done)
}

// answer gives the attempt of that number its verdict, if it is under way.
func (as *attempts) answer(number uint64, v verdict) {
	as.mu.Lock()
	defer as.mu.Unlock()
	if a := as.byNumber[number]; a != nil {
		as.settleLocked(a, v)
	}
}

// end gives all attempts, and those to come, an error.
func (as *attempts) end(err error) {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.ended = err
	as.failLocked(err)
}

// fail gives all attempts an error.
func (as *attempts) fail(err error) {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.failLocked(err)
}

func (as *attempts) failLocked(err error) {
	for _, a := range as.byNumber {
		as.settleLocked(a, verdict{err: err})
	}
}

// late returns errLate if something has been under way for too long.
func (as *attempts) late() error {
	as.mu.Lock()
	defer as.mu.Unlock()
	for _, a := range as.byNumber {
		if time.Since(a.since) > lateAfter {
			return errLate
		}
	}
	return nil
}
