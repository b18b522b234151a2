package webui

import (
	"context"

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
	return c.amend(r, edit.Seq, func(ctx context.Context) (room.Receipt, error) {
		return c.session.Edit(ctx, r.ID, *edit.Seq, edit.Text)
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
	return c.amend(r, which.Seq, func(ctx context.Context) (room.Receipt, error) {
		return c.session.Delete(ctx, r.ID, *which.Seq)
	})
}

func (c *socket) amend(r request, seq *room.Seq, do room.Answer) ([]any, error) {
	if err := r.named(); err != nil {
		return nil, err
	}
	if seq == nil {
		return nil, badRequest("%s: seq is missing", r.Type)
	}
	return c.act(r, c.received(r.ID, do))
}
