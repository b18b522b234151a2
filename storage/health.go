package storage

import (
	"fmt"
	"sync"

	"talktalktalk/room"
)

// errFull is why nothing is stored while the disk is full.
var errFull = fmt.Errorf("%w: the disk is full", room.ErrUnavailable)

// health knows whether the log can be written.
type health struct {
	mu      sync.Mutex
	fault   error         // a write failed: for as long as the log is open
	low     error         // the files cannot be written for now: too little space, say
	why     error         // of the last stall; wraps room.ErrUnavailable
	stalled chan struct{} // closed while a write waits for the files
	relief  chan struct{} // closed while none does
}

func newHealth() *health {
	h := &health{stalled: make(chan struct{}), relief: make(chan struct{})}
	close(h.relief)
	return h
}

// err returns nil, or why nothing can be stored now; it wraps room.ErrUnavailable.
func (h *health) err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault != nil {
		return h.fault
	}
	return h.low
}

// broken returns the fault, if there is one.
func (h *health) broken() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fault
}

// fail notes that a write failed and returns what is noted, which is the first failure.
func (h *health) fail(err error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault == nil {
		h.fault = fmt.Errorf("%w: %w", room.ErrUnavailable, err)
	}
	return h.fault
}

// stall notes that a write waits, and why, and tells whether it is the first
// that does. Those whose records are under way are told by the channel that
// waiting returns.
func (h *health) stall(why error) (first bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isStalledLocked() {
		return false
	}
	h.low, h.why = why, why
	h.relief = make(chan struct{})
	close(h.stalled)
	return true
}

// reason is why the last write stalled that did.
func (h *health) reason() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.why
}

// note notes why the files cannot be written for now, or, if low is nil, that they
// can: then the writes that wait go on. It tells whether that is a change.
func (h *health) note(low error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	changed := (h.low == nil) != (low == nil)
	h.low = low
	if low == nil && h.isStalledLocked() {
		h.stalled = make(chan struct{})
		close(h.relief)
	}
	return changed
}

func (h *health) isStalledLocked() bool { return isClosed(h.stalled) }

// waiting returns a channel that is closed once a write waits for the files, and
// one that is closed when none does.
func (h *health) waiting() (stalled, relief <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stalled, h.relief
}
