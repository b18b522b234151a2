package webui

import (
	"context"

	"talktalktalk/room"
)

// edit puts another text in the place of a message's. Unlike say it waits for the
// disk: of two edits of a message the later one is to win.
func (c *socket) edit(ctx context.Context, r request) ([]any, error) {
	var edit struct {
		Seq  *room.Seq `json:"seq"`
		Text string    `json:"text"`
	}
	if err := r.into(&edit); err != nil {
		return nil, err
	}
	return c.amend(r, edit.Seq, func(seq room.Seq) (room.Receipt, error) {
		return c.session.Edit(ctx, r.ID, seq, edit.Text)
	})
}

// delete deletes a message, likewise.
func (c *socket) delete(ctx context.Context, r request) ([]any, error) {
	var which struct {
		Seq *room.Seq `json:"seq"`
	}
	if err := r.into(&which); err != nil {
		return nil, err
	}
	return c.amend(r, which.Seq, func(seq room.Seq) (room.Receipt, error) {
		return c.session.Delete(ctx, r.ID, seq)
	})
}

func (c *socket) amend(r request, seq *room.Seq, do func(room.Seq) (room.Receipt, error)) ([]any, error) {
	if err := r.named(); err != nil {
		return nil, err
	}
	if seq == nil {
		return nil, badRequest("%s: seq is missing", r.Type)
	}
	receipt, err := do(*seq)
	if err != nil {
		return nil, err
	}
	return c.receipt(r.ID, receipt)
}
