package push

import (
	"sync"
	"time"
)

const (
	resting   = time.Minute // for which what failed is not asked again
	restsMost = 1024        // at once
)

// rests are the services, and the single browsers, that failed a moment ago: so
// one that answers nobody does not keep the workers from others. The zero value
// is ready.
type rests struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// add lets what failed rest. Where there are too many all others are forgotten.
func (r *rests) add(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until == nil || len(r.until) >= restsMost {
		r.until = map[string]time.Time{}
	}
	r.until[what] = time.Now().Add(resting)
}

func (r *rests) has(what string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.until[what])
}
