package webui

import (
	"context"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// hello lets the visitor in, or says why not; the visitor may then try again.
// When it returns without an error, the client is caught up and followed.
func (c *socket) hello(ctx context.Context, r request) error {
	if r.Type != "hello" {
		return badRequest("say hello first")
	}
	visitor, err := c.visitor(r)
	if err != nil {
		return err
	}
	session, err := c.door.room.Join(ctx, visitor)
	if err != nil {
		return err
	}
	c.session = session
	w := session.Welcome()
	c.called = w.Name
	c.identity = room.Identity{Who: w.Who, Token: w.Token, Name: w.Name, Admin: w.Admin, Claimed: w.Claimed}
	c.heard() // in time
	if err := c.catchUp(ctx, visitor); err != nil {
		return err
	}
	c.turn.begin()
	c.rouse(false) // something may have happened that nobody was told to look for
	return nil
}

func (c *socket) visitor(r request) (room.Visitor, error) {
	var hello struct {
		Name  string    `json:"name"`
		Token string    `json:"token"`
		Epoch string    `json:"epoch"`
		After *room.Seq `json:"after"`
		Zone  string    `json:"zone"`
	}
	if err := r.into(&hello); err != nil {
		return room.Visitor{}, err
	}
	v := room.Visitor{Via: room.Web, Addr: c.addr, Name: hello.Name, Typed: true, Token: hello.Token, Device: c.device, Zone: hello.Zone, Page: c.page, Pulse: c.pulse}
	if hello.After != nil {
		v.Epoch, v.After = hello.Epoch, *hello.After
	}
	return v, nil
}

// catchUp sends everything up to "synced", and what has happened meanwhile.
func (c *socket) catchUp(ctx context.Context, v room.Visitor) error {
	w := c.session.Welcome()
	p := newParcel(c.write)
	defer p.close()
	c.welcome(p, w)
	for _, e := range w.Changed {
		p.add(encodeEvent(e))
	}
	done := w.Head == 0 || v.Epoch == w.Epoch && v.After == w.Head
	if done {
		p.add(wire.Encode(synced{Type: "synced", Head: w.Head}))
	}
	for !done && p.err == nil {
		events, err := c.session.Next(ctx)
		if err != nil {
			return c.broken(err)
		}
		for _, e := range events {
			p.add(e.Encoded(room.Web, encodeEvent))
			if !done && e.Seq >= w.Head {
				p.add(wire.Encode(synced{Type: "synced", Head: w.Head}))
				done = true
			}
		}
	}
	return nil
}

func (c *socket) welcome(p *parcel, w room.Welcome) {
	hello := newWelcome(w, c.door.opts.Title, c.door.room.Flood())
	c.rank = c.rankNow()
	hello.Commands = c.encodedCommands(c.rank)
	hello.Push = c.pushing()
	order := c.beginOrder(&hello)
	p.add(wire.Encode(hello))
	for _, o := range append(order, c.newIgnored()...) {
		p.add(wire.Encode(o))
	}
	for _, text := range w.Notices {
		p.add(wire.Encode(wire.NewNotice("", text)))
	}
	if g := w.Gap; g != nil {
		p.add(wire.Encode(gap{Type: "gap", From: g.From, To: g.To, Count: g.Count}))
	}
}
