package room

import (
	"context"
	"fmt"
)

// Closing is closed when the room begins to close.
func (r *Room) Closing() <-chan struct{} { return r.closing }

// Close ends every Next with ErrClosing, refuses newcomers and lines, and
// returns when all sessions have left and the room's goroutines have ended; if
// ctx ends before the sessions have left, with ctx's error.
func (r *Room) Close(ctx context.Context) error {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.closing)
		if len(r.sessions) == 0 {
			close(r.drained)
		}
	}
	r.mu.Unlock()
	r.feed.wakeAll() // they see that the room is closing
	var err error
	select {
	case <-r.drained:
	case <-ctx.Done():
		err = fmt.Errorf("close the room: %w", ctx.Err())
	}
	r.cancel()
	r.unwatch()
	r.work.Wait()
	r.feed.close()
	return err
}

func (r *Room) isClosing() bool {
	select {
	case <-r.closing:
		return true
	default:
		return false
	}
}

// enter lists a session, which a closing room refuses.
func (r *Room) enter(s *Session) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosing
	}
	r.sessions[s] = struct{}{}
	return nil
}

// exit takes a session off the list.
func (r *Room) exit(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, s)
	if r.closed && len(r.sessions) == 0 {
		close(r.drained)
	}
}
