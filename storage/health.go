package storage

import (
	"fmt"
	"sync"

	"talktalktalk/room"
)

// errFull is what becomes of an Append that is under way when the disk is full.
var errFull = fmt.Errorf("%w: the disk is full", room.ErrUnavailable)

// health knows whether the log can be written.
type health struct {
	mu      sync.Mutex
	fault   error         // a write failed: for as long as the log is open
	low     error         // there is too little space: for now
	stalled chan struct{} // closed while a write waits for space
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

// stall notes that a write waits for space. Those whose records are under way
// are told by the channel that waiting returns.
func (h *health) stall() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isStalledLocked() {
		return
	}
	h.low = errFull
	h.relief = make(chan struct{})
	close(h.stalled)
}

// shortage notes that there is too little space, or, if it is nil, enough: then the
// writes that wait go on. It tells whether that is a change.
func (h *health) shortage(low error) bool {
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

// waiting returns a channel that is closed once a write waits for space, and
// one that is closed when none does.
func (h *health) waiting() (stalled, relief <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stalled, h.relief
}
