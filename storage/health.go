package storage

import (
	"fmt"
	"sync"

	"talktalktalk/room"
)

// health knows whether the log can be written. The zero value is well.
type health struct {
	mu    sync.Mutex
	fault error // the write that failed
}

// err returns nil, or an error that wraps room.ErrUnavailable and says why.
func (h *health) err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fault
}

func (h *health) broken() error { return h.err() }

// fail notes that a write failed, and returns what is noted: the first failure counts.
func (h *health) fail(err error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault == nil {
		h.fault = fmt.Errorf("%w: %w", room.ErrUnavailable, err)
	}
	return h.fault
}
