package webui

import (
	"context"
	"time"
)

// An act is what a client asks for that goes into the log and is no message: an edit,
// or a command.
type act struct {
	done    chan struct{} // closed when it is over:
	objects []any
	err     error
}

// over tells whether a is.
func (a *act) over() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// outcome waits for it.
func (a *act) outcome(ctx context.Context) ([]any, error) {
	select {
	case <-a.done:
		return a.objects, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// act does what the client asks for, behind what it asked for before: of two edits
// of a message the later one is to win. Unlike say it waits for the log, but not so long
// that the client takes the connection for dead; then the answer comes later.
func (c *socket) act(r request, do outcome) ([]any, error) {
	former, a := c.acting, &act{done: make(chan struct{})}
	c.acting = a
	c.answering.Go(func() {
		defer close(a.done)
		defer c.waiting()()
		ctx, done := c.door.within(c.door.patience.disk)
		defer done()
		a.err = c.door.guard(func() (err error) {
			if former != nil {
				_, _ = former.outcome(ctx) // which its client is told
			}
			a.objects, err = do(ctx)
			return err
		})
	})
	if former == nil || former.over() {
		select {
		case <-a.done:
		case <-time.After(c.door.patience.room):
		}
	}
	if !a.over() {
		c.answerLater(r, a.outcome)
		return nil, nil
	}
	return a.objects, a.err
}
