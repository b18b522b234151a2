package room

import "context"

// News returns a channel that is closed when something has happened after the
// call that sessions can read. Who takes it first and then lets every session
// Poll misses nothing, and no session needs a goroutine that waits.
func (r *Room) News() <-chan struct{} { return r.feed.news() }

// Poll is Next without the wait: it returns no events where there are none now.
func (s *Session) Poll(ctx context.Context) ([]*Event, error) {
	events, _, err := s.ready(ctx)
	if len(events) > 0 || err != nil {
		return events, err
	}
	return nil, s.rest()
}

// rest gives back what a session does not need while there is nothing to read.
// It returns ErrClosing if there will be nothing any more.
func (s *Session) rest() error {
	if cap(s.buf) > bufKept {
		s.buf = nil // that of the catch-up, say
	}
	if s.room.isClosing() {
		return ErrClosing
	}
	return nil
}
