package client

import (
	"errors"
	"time"

	"talktalktalk/room"
)

// Page reads a page patiently.
func (c *Client) Page(read func() (room.Page, error)) (page room.Page, err error) {
	err = c.Patiently(func() (err error) {
		page, err = read()
		return err
	})
	return page, err
}

// Patiently reads, and where the person has read too fast (B29) waits as long
// as it takes and reads again.
func (c *Client) Patiently(read func() error) error {
	for {
		err := read()
		var r *room.Refusal
		if !errors.As(err, &r) || r.Code != room.CodeFlood {
			return err
		}
		select {
		case <-time.After(r.Wait):
		case <-c.Room.Closing():
			return room.ErrClosing
		case <-c.Context.Done():
			return c.Context.Err()
		}
	}
}

// UpTo are those of events whose number is at most head.
func UpTo(head room.Seq, events []*room.Event) []*room.Event {
	for len(events) > 0 && events[len(events)-1].Seq > head {
		events = events[:len(events)-1]
	}
	return events
}
