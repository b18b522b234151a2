package sshui

import (
	"fmt"
	"time"

	"talktalktalk/room"
)

// countMost is how many messages that came meanwhile are counted.
const countMost = 500

// An absence is what a person has missed since they were last seen to read
// (B12). The zero absence is that of somebody who has missed nothing, or was
// never here.
type absence struct {
	first    room.Seq  // of the messages of others since; the line "new" stands above it
	since    time.Time // of the last message that was seen
	messages int       // of others since, without deleted ones and those of who is ignored
	mentions int       // of the person, among them
	more     bool      // there are more than were counted
}

// missed finds out what the person has missed up to where the session began.
func (c *call) missed(s *room.Session) (absence, error) {
	w := s.Welcome()
	if w.Read == 0 || w.Read >= w.Head {
		return absence{}, nil
	}
	seen, err := c.page(func() (room.Page, error) { return s.Before(c.ctx, w.Read+1, 1) })
	if err != nil {
		return absence{}, err
	}
	var a absence
	for _, e := range seen.Events {
		a.since = e.Time
	}
	for after, counted := w.Read, 0; counted < countMost; counted += room.PageMost {
		page, err := c.page(func() (room.Page, error) { return s.After(c.ctx, after, room.PageMost) })
		if err != nil {
			return absence{}, err
		}
		events := upTo(w.Head, page.Events)
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

func (a *absence) count(s *room.Session, e *room.Event) {
	if e.Deleted || e.Owner == s.Welcome().Who || s.Ignores(e.Owner) {
		return
	}
	if a.first == 0 {
		a.first = e.Seq
	}
	if a.messages++; mentions(e, s.Name()) {
		a.mentions++
	}
}

// begins tells whether the line "new" is to stand above e, the first message
// shown that is as new as that. It is asked of one after the other until it is so.
func (a *absence) begins(e *room.Event) bool { return a.first != 0 && e.Seq >= a.first }

// tell says what was missed: "since yesterday 18:02: 42 messages, 2 for you".
// It is for an absence in which there was something.
func (a *absence) tell(now time.Time, zone *time.Location) string {
	text := "since " + moment(a.since.In(zone), now.In(zone)) + ": "
	if a.more {
		text += "more than "
	}
	text += fmt.Sprintf("%d message", a.messages)
	if a.messages != 1 {
		text += "s"
	}
	if a.mentions > 0 {
		text += fmt.Sprintf(", %d for you", a.mentions)
	}
	return text
}

// moment names a time as people do: "today 14:05", "yesterday 14:05", "3 Mar
// 14:05", "3 Mar 2024 14:05".
func moment(at, now time.Time) string {
	switch {
	case sameDay(at, now):
		return at.Format("today 15:04")
	case sameDay(at, now.AddDate(0, 0, -1)):
		return at.Format("yesterday 15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan 15:04")
	}
	return at.Format("2 Jan 2006 15:04")
}
