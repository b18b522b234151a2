package sshui

import (
	"time"

	"talktalktalk/room"
)

// An item is one thing that stands on the screen: a message, who came and
// went, or a word of the server's for this person alone.
type item struct {
	event     *room.Event // a message, or nil
	gathering *room.Gathering
	notice    string

	how    bearing
	first  bool   // of those that the person had not seen: the line "new" is above it (B12)
	since  string // what the person is told there; "" for nothing
	called bool   // was asked for by its number (B16)

	rows []string // as they were set last; nil for not yet
}

// seq is the number of the message, 0 for something else.
func (it *item) seq() room.Seq {
	if it.event == nil {
		return 0
	}
	return it.event.Seq
}

// set makes the item's rows. Those of somebody who is ignored are none.
func (it *item) set(s *setter, ignores func(who string) bool) []string {
	switch {
	case it.event == nil && it.gathering == nil:
		return s.aside("*", it.notice, upright)
	case it.event == nil:
		if news := news(it.gathering, s.self); news != "" {
			return s.aside("", news, s.dim)
		}
		return nil
	case ignores(it.event.Owner):
		return nil
	}
	var rows []string
	if it.how.day {
		rows = append(rows, s.rule(dayOf(it.event.Time.In(s.zone), s.now().In(s.zone)), s.dim))
	}
	if it.first {
		rows = append(rows, s.divider(it.since)...)
	}
	return append(rows, s.message(it.event, it.how, it.called)...)
}

// divider is the line "new", with what the person is told there in it, or
// where that is too long above it.
func (s *setter) divider(since string) []string {
	if since == "" {
		return []string{s.rule("new", s.accent)}
	}
	if words := "new " + since; cells(words)+len(ruled) < s.width {
		return []string{s.rule(words, s.accent)}
	}
	return append(s.aside("", since, s.accent), s.rule("new", s.accent))
}

// dayOf names a day: "Saturday, 22 Nov".
func dayOf(at, now time.Time) string {
	if at.Year() != now.Year() {
		return at.Format("Monday, 2 Jan 2006")
	}
	return at.Format("Monday, 2 Jan")
}
