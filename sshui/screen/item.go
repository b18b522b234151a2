package screen

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// An item is one thing that stands on the screen: a message, who came and
// went, or a word of the server's for this person alone.
type item struct {
	event     *room.Event // a message, or nil
	gathering *room.PresenceChanges
	notice    string
	picture   string // an address that cameras are to read, beside a notice; "" for none

	group       cells.Grouping
	first       bool   // of those that the person had not seen: the line "new" is above it (B12)
	since       string // what the person is told there; "" for nothing
	highlighted bool   // was asked for by its number (B16)

	rows []string // as they were set last; nil for not yet
}

// seq is the number of the message, 0 for something else.
func (it *item) seq() room.Seq {
	if it.event == nil {
		return 0
	}
	return it.event.Seq
}

// layOut makes the item's rows. Those of somebody who is ignored are none.
func (it *item) layOut(s *cells.Layout, ignores func(who string) bool) []string {
	switch {
	case it.event == nil && it.gathering == nil:
		rows := s.Aside("*", it.notice, cells.Upright)
		if it.picture != "" {
			rows = append(rows, s.QR(it.picture)...)
		}
		return rows
	case it.event == nil:
		if news := client.PresenceText(it.gathering, s.Self); news != "" {
			return s.Aside("", news, s.Dim)
		}
		return nil
	case ignores(it.event.Owner):
		return nil
	}
	message := s.Message(it.event, it.group, it.highlighted)
	if !it.group.Day && !it.first {
		return message
	}
	var rows []string
	if it.group.Day {
		rows = append(rows, s.Rule(dayOf(it.event.Time.In(s.Zone), s.Now().In(s.Zone)), s.Dim))
	}
	if it.first {
		rows = append(rows, divider(s, it.since)...)
	}
	return append(rows, message...)
}

// divider is the line "new", with what the person is told there in it, or
// where that is too long above it.
func divider(s *cells.Layout, since string) []string {
	if since == "" {
		return []string{s.Rule("new", s.Accent)}
	}
	if words := "new " + since; cells.Cells(words)+len(cells.Ruled) < s.Width {
		return []string{s.Rule(words, s.Accent)}
	}
	return append(s.Aside("", since, s.Accent), s.Rule("new", s.Accent))
}

// dayOf names a day: "Saturday, 22 Nov".
func dayOf(at, now time.Time) string {
	if at.Year() != now.Year() {
		return at.Format("Monday, 2 Jan 2006")
	}
	return at.Format("Monday, 2 Jan")
}
