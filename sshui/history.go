package sshui

import (
	"bytes"
	"context"
	"errors"
	"time"

	"talktalktalk/room"
)

// since prints the messages of the last span.
func (c *call) since(s *room.Session, q request) error {
	var after room.Seq
	err := c.patiently(func() (err error) {
		after, err = s.Since(c.ctx, c.now().Add(-q.span))
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
func (c *call) tail(s *room.Session, q request) error {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.peer.work.Go(func() { c.awaitInterrupt(cancel) })

	err := c.last(s, q)
	for probe := q.json; err == nil; {
		var events []*room.Event
		if err = c.out.Flush(); err != nil {
			break
		}
		events, err = next(ctx, s, probe)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, context.DeadlineExceeded):
			probe, err = false, c.out.WriteByte(' ')
		case err == nil:
			probe, err = q.json, c.print(events, q)
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
func (c *call) awaitInterrupt(interrupt func()) {
	typed := make([]byte, 1<<10)
	for {
		n, err := c.sess.Read(typed)
		if c.term.isReal() && bytes.ContainsAny(typed[:n], "\x03\x04") {
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
func (c *call) last(s *room.Session, q request) error {
	first := s.Welcome().Head + 1
	for left, more := q.count, true; left > 0 && more; {
		page, err := c.page(func() (room.Page, error) {
			return s.Before(c.ctx, first, min(left, room.PageMost))
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
func (c *call) after(s *room.Session, seq room.Seq, q request) error {
	for head := s.Welcome().Head; seq < head; {
		page, err := c.page(func() (room.Page, error) { return s.After(c.ctx, seq, room.PageMost) })
		if err != nil || len(page.Events) == 0 {
			return err
		}
		seq = page.Events[len(page.Events)-1].Seq
		if err := c.print(upTo(head, page.Events), q); err != nil {
			return err
		}
	}
	return nil
}

// upTo are those of events whose number is at most head.
func upTo(head room.Seq, events []*room.Event) []*room.Event {
	for len(events) > 0 && events[len(events)-1].Seq > head {
		events = events[:len(events)-1]
	}
	return events
}

// print prints messages, and what has become of others.
func (c *call) print(events []*room.Event, q request) error {
	for _, e := range events {
		if _, err := c.out.Write(c.line(e, q)); err != nil {
			return err
		}
	}
	return nil
}

// line is what is printed of an event, if it is one to print.
func (c *call) line(e *room.Event, q request) []byte {
	switch {
	case e.Kind == room.Presence:
		return nil
	case q.json:
		return e.Encoded(room.SSH, encodeEvent)
	case e.Kind == room.Changed:
		return appendScriptChange(nil, e, c.zone)
	}
	return appendScript(nil, e, c.zone)
}

// page reads a page patiently.
func (c *call) page(read func() (room.Page, error)) (page room.Page, err error) {
	err = c.patiently(func() (err error) {
		page, err = read()
		return err
	})
	return page, err
}

// patiently reads, and where the person has read too fast (B29) waits as long
// as it takes and reads again.
func (c *call) patiently(read func() error) error {
	for {
		err := read()
		var r *room.Refusal
		if !errors.As(err, &r) || r.Code != room.CodeFlood {
			return err
		}
		select {
		case <-time.After(r.Wait):
		case <-c.room.Closing():
			return room.ErrClosing
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
	}
}
