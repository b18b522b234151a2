package room

import (
	"hash/maphash"
	"sync"
	"time"
)

// budgetCells is how many cells a budget has: it is as large for a million who
// come once as for ten.
const budgetCells = 1 << 16

// A budget lets a few events of one key pass at once, and then one every so
// often. Each key has two cells among many, which others may have, too; what is
// in the emptier one counts. So its memory is bounded whoever comes, nothing is
// ever forgotten that should count, and strangers take from one another only
// when tens of thousands are at it within the same minute. Safe for concurrent use.
type budget struct {
	most  int           // at once
	every time.Duration // one more
	off   bool

	mu    sync.Mutex
	seed  maphash.Seed
	cells []int64 // when everything is back, ns since 1970; nil before the first event
}

func newBudget(most int, every time.Duration, off bool) *budget {
	return &budget{most: most, every: every, off: off, seed: maphash.MakeSeed()}
}

// take takes one event of key, or says how long to wait for one.
func (b *budget) take(key string) (wait time.Duration) { return b.count(key, 1) }

// wait is how long key has to wait for an event, 0 for not at all.
func (b *budget) wait(key string) time.Duration { return b.count(key, 0) }

func (b *budget) count(key string, events int) (wait time.Duration) {
	if b.off {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cells == nil {
		b.cells = make([]int64, budgetCells)
	}
	hash := maphash.String(b.seed, key)
	one, other := &b.cells[hash%budgetCells], &b.cells[hash>>32%budgetCells]
	now := time.Now().UnixNano()
	full := max(min(*one, *other), now)
	if wait = time.Duration(full-now) - time.Duration(b.most-1)*b.every; wait > 0 {
		return wait
	}
	full += int64(events) * int64(b.every)
	*one, *other = max(*one, full), max(*other, full)
	return 0
}
