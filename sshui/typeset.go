package sshui

import (
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// firstSpace is how many cells a text needs behind a name to begin there.
const firstSpace = 8

// A setter makes rows of what happened in the room, for one terminal as it is
// now.
type setter struct {
	columns
	*palette
	zone  *time.Location
	now   func() time.Time
	self  string // whose mentions are marked, in what others say
	who   string // the same person's public id
	links bool   // the terminal knows links
}

// A bearing is what a message's looks owe to the one before it.
type bearing struct {
	day    bool // another one begins
	minute bool // likewise
	goes   bool // on: the same person is speaking, in the same minute
}

// bearing tells how e follows on before, which may be nil.
func (s *setter) bearing(e, before *room.Event) bearing {
	if before == nil {
		return bearing{day: true, minute: true}
	}
	minute := !e.Time.Truncate(time.Minute).Equal(before.Time.Truncate(time.Minute))
	return bearing{
		day:    !sameDay(e.Time.In(s.zone), before.Time.In(s.zone)),
		minute: minute,
		goes:   !minute && e.Owner == before.Owner && e.Name == before.Name && !e.Action && !before.Action,
	}
}

// message makes the rows of a message.
func (s *setter) message(e *room.Event, how bearing, marked bool) []string {
	lines, mentioned := s.weave(e)
	head, used := s.head(e, how, mentioned || marked)
	if s.space(used) < min(firstSpace, s.space(s.text)) {
		return append([]string{string(head)}, s.rows(nil, lines, s.text)...)
	}
	return s.rows(head, lines, used)
}

// head appends what stands before a message's text, and tells at which column
// that begins.
func (s *setter) head(e *room.Event, how bearing, marked bool) (b []byte, column int) {
	if s.timed && how.minute {
		b = s.dim.append(b, e.Time.In(s.zone).Format("15:04"))
	}
	if marked {
		b = s.accent.append(at(b, s.mark), "»")
	}
	name := texts.Legible(e.Name)
	switch color := s.person[e.Color()]; {
	case e.Action:
		b = color.append(s.signed(b, "*", color), name)
		return append(b, ' '), s.text + cells(name) + 1
	case how.goes:
		return s.signed(b, "·", s.dim), s.text
	default:
		return s.named(b, name, color)
	}
}

// named appends a name.
func (s *setter) named(b []byte, name string, color sgr) ([]byte, int) {
	width := cells(name)
	if column := s.text - len(gap) - width; s.aligned && column >= s.name {
		b = color.append(at(b, column), name)
		return at(b, s.text), s.text
	}
	b = color.append(at(b, s.name), name)
	column := s.name + width + len(gap)
	return at(b, column), column
}

// signed appends a sign in the place of a name.
func (s *setter) signed(b []byte, sign string, style sgr) []byte {
	return at(style.append(at(b, s.sign()), sign), s.text)
}

// aside makes the rows of what is no message: a sign, and a text of one or
// several lines.
func (s *setter) aside(sign, text string, style sgr) []string {
	var all []line
	for l := range strings.SplitSeq(legibleTabs(texts.Legible(text)), "\n") {
		all = append(all, line{strands: []strand{{text: l, style: style}}})
	}
	return s.rows(s.signed(nil, sign, s.dim), all, s.text)
}

// ruled is as long as what stands in a rule beside its words.
const ruled = "-- -"

// rule makes a row that parts what is above from what is below.
func (s *setter) rule(words string, style sgr) string {
	text := "── " + words + " "
	if rest := s.width - cells(text); rest > 0 {
		text += strings.Repeat("─", rest)
	} else {
		text = text[:fit(text, s.width)]
	}
	return string(style.append(nil, text))
}

// rows sets lines, the first of them behind head, which ends before column.
func (s *setter) rows(head []byte, lines []line, column int) []string {
	var rows []string
	for i, l := range lines {
		if i > 0 {
			column = s.text
		}
		inset := cells(l.lead)
		first, rest := max(s.space(column)-inset, 1), max(s.space(s.text)-inset, 1)
		text := l.text()
		for piece := range breaks(text, first, rest) {
			b := head
			if head == nil && (piece.end > piece.start || inset > 0) {
				b = at(nil, s.text)
			}
			b = s.dim.append(b, l.lead)
			rows = append(rows, string(s.piece(b, l, piece)))
			head = nil
		}
	}
	return rows
}

// piece appends what of a line stands in one row.
func (s *setter) piece(b []byte, l line, in stretch) []byte {
	start := 0
	for _, strand := range l.strands {
		from, to := max(in.start-start, 0), min(in.end-start, len(strand.text))
		start += len(strand.text)
		if from >= to {
			continue
		}
		if strand.link == "" {
			b = strand.style.append(b, strand.text[from:to])
			continue
		}
		b = append(b, strand.link...)
		b = strand.style.append(b, strand.text[from:to])
		b = append(b, linkEnd...)
	}
	return b
}
