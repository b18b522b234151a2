package cells

import (
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// firstSpace is how many cells a text needs behind a name to begin there.
const firstSpace = 8

// A Layout makes rows of what happened in the room, for one terminal as it is
// now.
type Layout struct {
	Columns
	*Palette
	Zone  *time.Location
	Now   func() time.Time
	Self  string // whose mentions are marked, in what others say
	Who   string // the same person's public id
	Links bool   // the terminal knows links
}

// A Grouping is what a message's looks owe to the one before it.
type Grouping struct {
	Day       bool // another one begins
	Minute    bool // likewise
	Continues bool // on: the same person is speaking, in the same minute
}

// Group tells how e follows on before, which may be nil.
func (s *Layout) Group(e, before *room.Event) Grouping {
	if before == nil {
		return Grouping{Day: true, Minute: true}
	}
	minute := !e.Time.Truncate(time.Minute).Equal(before.Time.Truncate(time.Minute))
	return Grouping{
		Day:       !SameDay(e.Time.In(s.Zone), before.Time.In(s.Zone)),
		Minute:    minute,
		Continues: !minute && e.Owner == before.Owner && Called(e) == Called(before) && !e.Action && !before.Action,
	}
}

// Message makes the rows of a message, which must not be modified: others have
// the same.
func (s *Layout) Message(e *room.Event, how Grouping, marked bool) []string {
	_, offset := e.Time.In(s.Zone).Zone()
	l := look{s.Columns, s.Palette, s.Links, offset, how, marked}
	p := parsedOf(e)
	mentions := s.mentions(e, p)
	shared := len(mentions) == 0 && len(e.Text) <= sharedMost
	if last := p.rows.Load(); shared && last != nil && last.look == l {
		return last.rows
	}
	rows := s.message(e, how, marked || len(mentions) > 0, s.styled(e, p, mentions))
	if shared {
		p.rows.Store(&laidOut{l, rows})
	}
	return rows
}

func (s *Layout) message(e *room.Event, how Grouping, marked bool, lines []line) []string {
	head, used := s.head(e, how, marked)
	if s.space(used) < min(firstSpace, s.space(s.text)) {
		return append([]string{string(head)}, s.rows(nil, lines, s.text)...)
	}
	return s.rows(head, lines, used)
}

// mentions is where others mention the person who looks.
func (s *Layout) mentions(e *room.Event, p *parsed) [][2]int {
	if e.Owner == s.Who {
		return nil
	}
	return p.mentions(s.Self)
}

// head appends what stands before a message's text, and tells at which column
// that begins.
func (s *Layout) head(e *room.Event, how Grouping, marked bool) (b []byte, column int) {
	if s.timed && how.Minute {
		b = s.Dim.Append(b, e.Time.In(s.Zone).Format("15:04"))
	}
	if marked {
		b = s.Accent.Append(MoveTo(b, s.mark), "»")
	}
	name := Called(e)
	if Cells(name) > s.Width-firstSpace {
		name = texts.Legible(e.Name)
	}
	switch color := s.Person[e.Color()]; {
	case e.Action:
		b = color.Append(s.signed(b, "*", color), name)
		return append(b, ' '), s.text + Cells(name) + 1
	case how.Continues:
		return s.signed(b, "·", s.Dim), s.text
	default:
		return s.named(b, name, color)
	}
}

// named appends a name.
func (s *Layout) named(b []byte, name string, color Style) ([]byte, int) {
	width := Cells(name)
	if column := s.text - len(Gap) - width; s.aligned && column >= s.name {
		b = color.Append(MoveTo(b, column), name)
		return MoveTo(b, s.text), s.text
	}
	b = color.Append(MoveTo(b, s.name), name)
	column := s.name + width + len(Gap)
	return MoveTo(b, column), column
}

// signed appends a sign in the place of a name.
func (s *Layout) signed(b []byte, sign string, style Style) []byte {
	return MoveTo(style.Append(MoveTo(b, s.sign()), sign), s.text)
}

// Aside makes the rows of what is no message: a sign, and a text of one or
// several lines.
func (s *Layout) Aside(sign, text string, style Style) []string {
	var all []line
	for l := range strings.SplitSeq(LegibleTabs(texts.Legible(text)), "\n") {
		all = append(all, line{segments: []segment{{text: l, style: style}}})
	}
	return s.rows(s.signed(nil, sign, s.Dim), all, s.text)
}

// Ruled is as long as what stands in a rule beside its words.
const Ruled = "-- -"

// Rule makes a row that parts what is above from what is below.
func (s *Layout) Rule(words string, style Style) string {
	text := "── " + words + " "
	if rest := s.Width - Cells(text); rest > 0 {
		text += strings.Repeat("─", rest)
	} else {
		text = text[:Fit(text, s.Width)]
	}
	return string(style.Append(nil, text))
}

// rows sets lines, the first of them behind head, which ends before column.
func (s *Layout) rows(head []byte, lines []line, column int) []string {
	var rows []string
	for i, l := range lines {
		if i > 0 {
			column = s.text
		}
		inset := Cells(l.lead)
		first, rest := max(s.space(column)-inset, 1), max(s.space(s.text)-inset, 1)
		text := l.text()
		for piece := range breaks(text, first, rest) {
			b := head
			if head == nil && (piece.End > piece.Start || inset > 0) {
				b = MoveTo(nil, s.text)
			}
			b = s.Dim.Append(b, l.lead)
			rows = append(rows, string(s.piece(b, l, piece)))
			head = nil
		}
	}
	return rows
}

// piece appends what of a line stands in one row.
func (s *Layout) piece(b []byte, l line, in Span) []byte {
	start := 0
	for _, strand := range l.segments {
		from, to := max(in.Start-start, 0), min(in.End-start, len(strand.text))
		start += len(strand.text)
		if from >= to {
			continue
		}
		if strand.link == "" {
			b = strand.style.Append(b, strand.text[from:to])
			continue
		}
		b = append(b, strand.link...)
		b = strand.style.Append(b, strand.text[from:to])
		b = append(b, linkEnd...)
	}
	return b
}
