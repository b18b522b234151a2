package webui

import (
	"context"
	"unicode/utf8"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

const (
	maxID    = 64 // characters of a line's id
	underWay = 64 // requests of one connection on their way to the disk
)

// say takes a line, and does not wait for the disk: the lines that follow are
// to join this one on its way, and pings are to be answered though the disk is
// slow. A command that stores something is an act.
func (c *socket) say(_ context.Context, r request) ([]any, error) {
	var say struct {
		Text string `json:"text"`
	}
	if err := r.into(&say); err != nil {
		return nil, err
	}
	if err := r.named(); err != nil {
		return nil, err
	}
	ctx, done := c.door.within(c.door.patience.disk)
	defer done()
	told := c.waiting()
	receipt, later, err := c.session.Begin(ctx, r.ID, say.Text)
	if later != nil && receipt.Call == nil {
		c.answerLater(r, c.received(r.ID, func(ctx context.Context) (room.Receipt, error) {
			defer told()
			return later(ctx)
		}))
		return nil, nil
	}
	told()
	switch {
	case err != nil:
		return nil, err
	case later != nil:
		return c.act(r, c.received(r.ID, later))
	}
	return c.receipt(r.ID, receipt)
}

// received does something, and is what the client is told under id of what came of it.
func (c *socket) received(id string, do room.Answer) outcome {
	return func(ctx context.Context) ([]any, error) {
		receipt, err := do(ctx)
		if err != nil {
			return nil, err
		}
		return c.receipt(id, receipt)
	}
}

// waiting tells the client, until done, when what it asks for has to wait, and why.
func (c *socket) waiting() (done func()) {
	return c.session.Waiting(func(text string) {
		_ = c.door.guard(func() error { return c.answer(wire.NewNotice("", text)) }) // or there is nobody
	})
}

// named tells whether r has an id under which it can be sent again (B1).
func (r request) named() error {
	if n := utf8.RuneCountInString(r.ID); n < 1 || n > maxID {
		return badRequest("%s: an id has 1 to %d characters", r.Type, maxID)
	}
	return nil
}

// An outcome waits for what is on its way, and returns what the client is told of it.
type outcome func(context.Context) ([]any, error)

// answerLater answers r when the disk has what it is about. While too much is
// under way it waits, and the client with it.
func (c *socket) answerLater(r request, later outcome) {
	r.body = nil // it may wait for long
	if c.places == nil {
		c.places = make(chan struct{}, underWay)
	}
	c.places <- struct{}{}
	c.answering.Go(func() {
		defer func() { <-c.places }()
		if c.door.guard(func() error { return c.conclude(r, later) }) != nil {
			c.close()
		}
	})
}

func (c *socket) conclude(r request, later outcome) error {
	ctx, done := c.door.within(c.door.patience.disk)
	defer done()
	objects, err := later(ctx)
	return c.reply(r, objects, err)
}

// receipt is what the client is told of a line that was taken.
func (c *socket) receipt(id string, got room.Receipt) (objects []any, err error) {
	if got.Seq != 0 {
		objects = append(objects, wire.NewStored(id, got))
	}
	if got.Answer != "" {
		objects = append(objects, c.newNotice(id, got))
	}
	if got.Hits != nil {
		objects = append(objects, newHits(id, *got.Hits), wire.NewNotice(id, got.Hits.Summary()))
	}
	if got.Quit {
		return objects, quit
	}
	if got.Seq == 0 {
		objects = append(objects, c.newIdentity()...)
		objects = append(objects, c.newName()...) // a command may have changed it
		objects = append(objects, c.newIgnored()...)
		objects = append(objects, c.newCommands()...)
		objects = append(objects, c.newOrder(true)...)
	}
	return objects, nil
}
