package cells

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"talktalktalk/room"
	"talktalktalk/room/query"
	"talktalktalk/room/texts"
)

// The columns of a row that tells of a message which a search has found.
const (
	chosenMark = "› "
	contextMax = 24 // cells before the first mark that are shown where not all fits
)

// Hit makes the one row of a message that a search has found: when, who, and the
// text around the first of the marks, which are stretches of it. One row of a
// list is the chosen one.
func (s *Layout) Hit(e *room.Event, marks []query.Span, chosen bool) string {
	var b []byte
	if chosen {
		b = s.Accent.Append(b, chosenMark)
	} else {
		b = append(b, strings.Repeat(" ", Cells(chosenMark))...)
	}
	at := e.Time.In(s.Zone)
	form := "02 Jan 15:04 "
	if at.Year() != s.Now().In(s.Zone).Year() {
		form = "02 Jan 2006  "
	}
	b = s.Dim.Append(b, at.Format(form))
	name := texts.Legible(e.Name)
	b = s.Person[e.Color()].Append(b, name)
	used := Cells(chosenMark) + len(form) + Cells(name) + len(": ")
	b = append(b, ": "...)
	return string(s.appendAround(b, e.Text, marks, max(s.Width-used, 1)))
}

// appendAround appends so many cells of a text, on one row, from a little before
// the first mark on.
func (s *Layout) appendAround(b []byte, text string, marks []query.Span, space int) []byte {
	from := 0
	if len(marks) > 0 {
		from = begin(text, marks[0].From, min(contextMax, space/3))
	}
	if from > 0 && space > 1 {
		b = append(b, "…"...)
		space--
	}
	stretch := func(style Style, from, to int) {
		part := ansi.Truncate(onOneRow(text[from:to]), space, "…")
		b = style.Append(b, part)
		space -= Cells(part)
	}
	for _, m := range marks {
		if m.From < from || space <= 0 {
			continue
		}
		stretch(Upright, from, m.From)
		stretch(s.Accent.and(underlined), m.From, m.To)
		from = m.To
	}
	if space > 0 {
		stretch(Upright, from, len(text))
	}
	return b
}

// begin is where in text to begin so that at most so many cells are before at.
func begin(text string, at, most int) int {
	if Cells(onOneRow(text[:at])) <= most {
		return 0
	}
	for i := range text[:at] {
		if Cells(onOneRow(text[i:at])) <= most {
			return i
		}
	}
	return at
}

// onOneRow is a text as it stands on a row: a space in the place of what ends one.
func onOneRow(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, texts.Legible(text))
}
