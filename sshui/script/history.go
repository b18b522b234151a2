package script

import (
	"bytes"
	"context"
	"errors"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// since prints the messages of the last span.
func (c *run) since(s *room.Session, q command) error {
	var after room.Seq
	err := c.Patiently(func() (err error) {
		after, err = s.Since(c.Context, c.Now().Add(-q.span))
		return err
	})
	if err != nil {
		return err
	}
	return c.after(s, after, q)
}

// probeAfter is how long after the last line a client's output is probed.
const probeAfter = 200 * time.Millisecond

// tail prints the newest messages and then each as it comes, until the client
// goes away.
//
// A client whose standard output was closed ("tail --json | head -1") learns of
// it only from the next write. So that it need not wait for the next message, a
// space follows some time after the last object, where it means nothing in
// JSON. In text it would mean something, and is left out.
func (c *run) tail(s *room.Session, q command) error {
	ctx, cancel := context.WithCancel(c.Context)
	defer cancel()
	c.Work.Go(func() { c.awaitInterrupt(cancel) })

	err := c.last(s, q)
	for probe := q.JSON; err == nil; {
		var events []*room.Event
		if err = c.Stdout.Flush(); err != nil {
			break
		}
		events, err = next(ctx, s, probe)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, context.DeadlineExceeded):
			probe, err = false, c.Stdout.WriteByte(' ')
		case err == nil:
			probe, err = q.JSON, c.print(events, q)
		}
	}
	return err
}

// next is s.Next, which with hurry gives up after probeAfter.
func next(ctx context.Context, s *room.Session, hurry bool) ([]*room.Event, error) {
	if hurry {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, probeAfter)
		defer cancel()
	}
	return s.Next(ctx)
}

// awaitInterrupt reads away what is sent to a command that wants no input. On
// a terminal, Ctrl-C and Ctrl-D come as characters, and mean interrupt.
func (c *run) awaitInterrupt(interrupt func()) {
	typed := make([]byte, 1<<10)
	for {
		n, err := c.Session.Read(typed)
		if c.Terminal.IsReal() && bytes.ContainsAny(typed[:n], "\x03\x04") {
			interrupt()
		}
		if err != nil {
			return
		}
	}
}

// last prints the q.count newest messages up to where the session began. They
// are counted off backwards and then read again, so that however many they
// are, only a page of them is in memory.
func (c *run) last(s *room.Session, q command) error {
	first := s.Welcome().Head + 1
	for left, more := q.count, true; left > 0 && more; {
		page, err := c.Page(func() (room.Page, error) {
			return s.Before(c.Context, first, min(left, room.PageMost))
		})
		if err != nil {
			return err
		}
		if len(page.Events) > 0 {
			first = page.Events[0].Seq
		}
		left, more = left-len(page.Events), page.More
	}
	return c.after(s, first-1, q)
}

// after prints the messages after seq up to where the session began.
func (c *run) after(s *room.Session, seq room.Seq, q command) error {
	for head := s.Welcome().Head; seq < head; {
		page, err := c.Page(func() (room.Page, error) { return s.After(c.Context, seq, room.PageMost) })
		if err != nil || len(page.Events) == 0 {
			return err
		}
		seq = page.Events[len(page.Events)-1].Seq
		if err := c.print(client.UpTo(head, page.Events), q); err != nil {
			return err
		}
	}
	return nil
}

// print prints messages, and what has become of others.
func (c *run) print(events []*room.Event, q command) error {
	for _, e := range events {
		if _, err := c.Stdout.Write(c.line(e, q)); err != nil {
			return err
		}
	}
	return nil
}

// line is what is printed of an event, if it is one to print.
func (c *run) line(e *room.Event, q command) []byte {
	switch {
	case e.Kind == room.Purged && q.JSON:
		return e.Encoded(room.SSH, encodePurge)
	case e.Kind != room.Said && e.Kind != room.Changed:
		return nil
	case q.JSON:
		return e.Encoded(room.SSH, encodeEvent)
	case e.Kind == room.Changed:
		return appendScriptChange(nil, e, c.ScriptZone)
	}
	return AppendMessage(nil, e, c.ScriptZone)
}
