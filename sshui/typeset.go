package sshui

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/markup"
)

// Limits of typesetting.
const (
	linkMost  = 1 << 10 // bytes of an address that a terminal is told; it is told with each row
	firstRoom = 8       // cells that a text needs behind a name to begin there
)

// A setter makes rows of what happened in the room, for one terminal as it is
// now.
type setter struct {
	columns
	*palette
	zone  *time.Location
	now   func() time.Time
	self  string // whose mentions are marked
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

// textOf is a message's text as a terminal may have it.
func textOf(e *room.Event) string { return legibleTabs(room.Legible(e.Text)) }

// message makes the rows of a message.
func (s *setter) message(e *room.Event, how bearing, marked bool) []string {
	w := weaver{setter: s, id: e.Seq}
	if e.Deleted {
		w.begin("")
		w.add("message deleted", s.dim, "")
	} else {
		doc := markup.Parse(textOf(e))
		w.mentions = room.Mentions(doc.Prose(), s.self)
		w.blocks(doc.Blocks, "")
	}
	if !e.Edited.IsZero() {
		w.add(" (edited)", s.dim, "")
	}

	head, used := s.head(e, how, len(w.mentions) > 0 || marked)
	if used > 0 && s.space(used) < min(firstRoom, s.space(s.text)) {
		return append([]string{string(head)}, s.rows(nil, w.lines, s.text)...)
	}
	return s.rows(head, w.lines, used)
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
	name := room.Legible(e.Name)
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
	for l := range strings.SplitSeq(legibleTabs(room.Legible(text)), "\n") {
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

// A line is one of a text's, in strands of one style each.
type line struct {
	lead    string // stands before each of its rows
	strands []strand
}

func (l line) text() string {
	if len(l.strands) == 1 {
		return l.strands[0].text
	}
	var b strings.Builder
	for _, s := range l.strands {
		b.WriteString(s.text)
	}
	return b.String()
}

type strand struct {
	text  string
	style sgr
	link  string // what opens a link; "" for none
}

// A weaver makes lines of the tree of a text.
type weaver struct {
	*setter
	id       room.Seq // of the message
	mentions [][2]int // in the text
	lines    []line
	at       int // in the text
	linked   int // links so far
}

func (w *weaver) blocks(blocks []markup.Block, lead string) {
	for i, b := range blocks {
		if i > 0 {
			w.at++ // the end of a line
		}
		switch b.Kind {
		case markup.Quote:
			w.blocks(b.Blocks, lead+"│ ")
		case markup.Code:
			w.begin(lead + "  ")
			w.add(b.Text, w.code, "")
		default:
			w.begin(lead)
			for _, span := range b.Spans {
				w.span(span)
			}
		}
	}
}

// begin begins a line.
func (w *weaver) begin(lead string) { w.lines = append(w.lines, line{lead: lead}) }

// span adds a span, with what of it is a mention apart.
func (w *weaver) span(s markup.Span) {
	style, link := w.styleOf(s.Style), ""
	if s.Style&markup.Link != 0 {
		link = w.link(s.Text)
	}
	text := s.Text
	for _, m := range w.mentions {
		from, to := max(m[0]-w.at, 0), min(m[1]-w.at, len(text))
		if from >= to {
			continue
		}
		w.add(text[:from], style, link)
		w.add(text[from:to], w.accent, link)
		text = text[to:]
	}
	w.add(text, style, link)
}

// add adds text, which may have several lines.
func (w *weaver) add(text string, style sgr, link string) {
	w.at += len(text)
	lead := w.lines[len(w.lines)-1].lead
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			w.begin(lead)
		}
		if part != "" {
			last := &w.lines[len(w.lines)-1]
			last.strands = append(last.strands, strand{part, style, link})
		}
	}
}

func (w *weaver) styleOf(s markup.Style) (all sgr) {
	for _, c := range []struct {
		markup.Style
		sgr
	}{
		{markup.Bold, bold}, {markup.Italic, italic}, {markup.Struck, struck}, {markup.Link, underlined}, {markup.Mono, w.code},
	} {
		if s&c.Style != 0 {
			all = all.and(c.sgr)
		}
	}
	return all
}

// linkEnd ends a link.
const linkEnd = "\x1b]8;;\x1b\\"

// link is what opens a link to an address (B54). Its parts in several rows are
// one to the terminal, since they have one id.
func (w *weaver) link(address string) string {
	target := escapeAddress(address)
	if !w.links || len(target) > linkMost {
		return ""
	}
	w.linked++
	return fmt.Sprintf("\x1b]8;id=%d.%d;%s\x1b\\", w.id, w.linked, target)
}

// escapeAddress writes what is not printable ASCII in the way of addresses.
func escapeAddress(address string) string {
	var b strings.Builder
	for i := range len(address) {
		if c := address[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
