package webui

import (
	"context"
	"time"

	"talktalktalk/room"
)

// edit puts another text in the place of a message's.
func (c *socket) edit(_ context.Context, r request) ([]any, error) {
	var edit struct {
		Seq  *room.Seq `json:"seq"`
		Text string    `json:"text"`
	}
	if err := r.into(&edit); err != nil {
		return nil, err
	}
	return c.amend(r, edit.Seq, func(ctx context.Context, seq room.Seq) (room.Receipt, error) {
		return c.session.Edit(ctx, r.ID, seq, edit.Text)
	})
}

// delete deletes a message, likewise.
func (c *socket) delete(_ context.Context, r request) ([]any, error) {
	var which struct {
		Seq *room.Seq `json:"seq"`
	}
	if err := r.into(&which); err != nil {
		return nil, err
	}
	return c.amend(r, which.Seq, func(ctx context.Context, seq room.Seq) (room.Receipt, error) {
		return c.session.Delete(ctx, r.ID, seq)
	})
}

// An amending is a change of a message that is under way.
type amending struct {
	done    chan struct{} // closed when the outcome is known
	receipt room.Receipt
	err     error
}

// over tells whether a has its outcome.
func (a *amending) over() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// outcome waits for it.
func (a *amending) outcome(ctx context.Context) (room.Receipt, error) {
	select {
	case <-a.done:
		return a.receipt, a.err
	case <-ctx.Done():
		return room.Receipt{}, ctx.Err()
	}
}

// amend changes a message, behind the changes that the client asked for before: of two edits
// of a message the later one is to win. Unlike say it waits for the disk, but not so long
// that the client takes the connection for dead; then the answer comes later.
func (c *socket) amend(r request, seq *room.Seq, do func(context.Context, room.Seq) (room.Receipt, error)) ([]any, error) {
	if err := r.named(); err != nil {
		return nil, err
	}
	if seq == nil {
		return nil, badRequest("%s: seq is missing", r.Type)
	}
	former, a := c.amending, &amending{done: make(chan struct{})}
	c.amending = a
	c.answering.Go(func() {
		defer close(a.done)
		defer c.waiting()()
		ctx, done := c.door.within(c.door.patience.disk)
		defer done()
		a.err = c.door.guard(func() (err error) {
			if former != nil {
				_, _ = former.outcome(ctx) // which its client is told
			}
			a.receipt, err = do(ctx, *seq)
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
		c.answerLater(request{Type: r.Type, ID: r.ID}, a.outcome, func() {})
		return nil, nil
	}
	if a.err != nil {
		return nil, a.err
	}
	return c.receipt(r.ID, a.receipt)
}
