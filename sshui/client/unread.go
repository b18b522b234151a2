package client

import (
	"fmt"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
)

// CountMost is how many messages that came meanwhile are counted.
const CountMost = 500

// An Unread is what a person has missed since they were last seen to read
// (B12). The zero absence is that of somebody who has missed nothing, or was
// never here.
type Unread struct {
	First    room.Seq  // of the messages of others since; the line "new" stands above it
	since    time.Time // of the last message that was seen
	Messages int       // of others since, without deleted ones and those of who is ignored
	Mentions int       // of the person, among them
	more     bool      // there are more than were counted
}

// CountUnread finds out what the person has missed up to where the session began.
func (c *Client) CountUnread(s *room.Session) (Unread, error) {
	w := s.Welcome()
	if w.Read == 0 || w.Read >= w.Head {
		return Unread{}, nil
	}
	seen, err := c.Page(func() (room.Page, error) { return s.Before(c.Context, w.Read+1, 1) })
	if err != nil {
		return Unread{}, err
	}
	var a Unread
	for _, e := range seen.Events {
		a.since = e.Time
	}
	for after, counted := w.Read, 0; counted < CountMost; counted += room.PageMost {
		page, err := c.Page(func() (room.Page, error) { return s.After(c.Context, after, room.PageMost) })
		if err != nil {
			return Unread{}, err
		}
		events := UpTo(w.Head, page.Events)
		for _, e := range events {
			a.count(s, e)
		}
		if !page.More || len(events) < len(page.Events) {
			return a, nil
		}
		after = events[len(events)-1].Seq
	}
	a.more = true
	return a, nil
}

func (a *Unread) count(s *room.Session, e *room.Event) {
	if e.Deleted || e.Owner == s.Who() || s.Ignores(e.Owner) {
		return
	}
	if a.First == 0 {
		a.First = e.Seq
	}
	if a.Messages++; cells.HasMention(e, s.Name()) {
		a.Mentions++
	}
}

// Begins tells whether the line "new" is to stand above e, the first message
// shown that is as new as that. It is asked of one after the other until it is so.
func (a *Unread) Begins(e *room.Event) bool { return a.First != 0 && e.Seq >= a.First }

// Tell says what was missed: "since yesterday 18:02: 42 messages, 2 for you".
// It is for an absence in which there was something.
func (a *Unread) Tell(now time.Time, zone *time.Location) string {
	text := "since " + moment(a.since.In(zone), now.In(zone)) + ": "
	if a.more {
		text += "more than "
	}
	text += fmt.Sprintf("%d message", a.Messages)
	if a.Messages != 1 {
		text += "s"
	}
	if a.Mentions > 0 {
		text += fmt.Sprintf(", %d for you", a.Mentions)
	}
	return text
}

// moment names a time as people do: "today 14:05", "yesterday 14:05", "3 Mar
// 14:05", "3 Mar 2024 14:05".
func moment(at, now time.Time) string {
	switch {
	case cells.SameDay(at, now):
		return at.Format("today 15:04")
	case cells.SameDay(at, now.AddDate(0, 0, -1)):
		return at.Format("yesterday 15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan 15:04")
	}
	return at.Format("2 Jan 2006 15:04")
}
