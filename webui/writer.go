package webui

import (
	"context"
	"errors"
	"slices"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// writeOn is the writing goroutine. It is there while there is something to
// write: most of the time most connections are silent, and a stack for each would
// be more than all else that they need. A write that fails has closed the socket,
// or the reader has said goodbye; so there is only our own failure to act on.
func (c *socket) writeOn() {
	for on, ping := c.turn.next(); on; on, ping = c.turn.next() {
		err := c.door.guard(c.deliver)
		if err == nil && ping {
			err = c.ping()
		}
		if err != nil {
			c.turn.end()
		}
		switch {
		case errors.Is(err, failed):
			c.close()
		case asRemoved(err) != nil:
			c.interrupt() // the reader takes leave
		}
	}
}

// deliver shows the client what has happened, or fails.
func (c *socket) deliver() error {
	for {
		events, err := c.session.Poll(c.door.ctx)
		if err != nil {
			return c.broken(err)
		}
		if len(events) == 0 {
			return nil
		}
		if err := c.show(events); err != nil {
			return err
		}
	}
}

// broken is the end of a socket whose session gives no events any more.
func (c *socket) broken(err error) error {
	switch {
	case errors.Is(err, context.Canceled): // the door is cut
		return err
	case errors.Is(err, room.ErrClosing):
		return restarting
	case asRemoved(err) != nil:
		return err
	}
	c.door.log.Error("events cannot be read", "err", err)
	return failed
}

func (c *socket) show(events []*room.Event) error {
	s := c.door.joined.join(events)
	if err := c.tellNews(s.people, s.turned); err != nil {
		return err
	}
	for _, frame := range s.frames {
		if err := c.writePrepared(frame); err != nil {
			return err
		}
	}
	return nil
}

// tellNews tells, before what happened, how the person has changed: its name
// only if people have, and who it is only if that may have turned.
func (c *socket) tellNews(people, turned bool) error {
	news := append(c.newIgnored(), c.newCommands()...)
	news = append(news, c.newOrder(turned)...)
	if turned {
		news = append(news, c.newIdentity()...)
	}
	if people {
		news = append(news, c.newName()...)
	}
	if len(news) == 0 {
		return nil
	}
	return c.answer(news...)
}

// newName is a "named" if the person is called otherwise than the client was
// told last: it may have been renamed at another of its connections.
func (c *socket) newName() []any {
	now := c.session.Identity()
	if !c.told(now.Name) {
		return nil
	}
	return []any{named{Type: "named", Name: now.Name, Admin: now.Admin, Claimed: now.Claimed}}
}

// newIdentity is a "you" if who the client is has changed, but for the name
// alone: it was linked or unlinked, or its name claimed or released.
func (c *socket) newIdentity() []any {
	now := c.session.Identity()
	c.out.Lock()
	defer c.out.Unlock()
	before := c.identity
	c.identity = now
	before.Name = now.Name
	if before == now {
		return nil
	}
	c.called = now.Name
	return []any{you{
		Type: "you", Who: now.Who, Token: now.Token, Name: now.Name, Admin: now.Admin, Claimed: now.Claimed,
		Push: c.pushing(),
	}}
}

// newIgnored is an "ignored" if the person ignores others than the client was
// told last (B40), likewise.
func (c *socket) newIgnored() []any {
	list := c.session.Ignored()
	c.out.Lock()
	defer c.out.Unlock()
	if slices.Equal(c.ignored, list) {
		return nil
	}
	c.ignored = list
	return []any{newIgnored(list)}
}

// told notes that the client is told its name, and reports whether that is new.
func (c *socket) told(name string) bool {
	c.out.Lock()
	defer c.out.Unlock()
	changed := c.called != name
	c.called = name
	return changed
}

// ping asks for a sign of life. The deadline, which any answer lifts, is set
// first, since the answer may be quick, and only once, or each ping would put
// it off.
func (c *socket) ping() error {
	if c.asked.CompareAndSwap(false, true) {
		c.expect(c.door.patience.pong)
	}
	return c.control(websocket.PingMessage, nil)
}
