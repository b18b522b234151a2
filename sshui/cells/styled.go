package cells

import (
	"fmt"
	"strings"

	"talktalktalk/room/texts"

	"talktalktalk/room"
	"talktalktalk/room/markup"
)

// A line is one of a text's, in strands of one style each.
type line struct {
	lead     string // stands before each of its rows
	segments []segment
}

func (l line) text() string {
	if len(l.segments) == 1 {
		return l.segments[0].text
	}
	var b strings.Builder
	for _, s := range l.segments {
		b.WriteString(s.text)
	}
	return b.String()
}

type segment struct {
	text  string
	style Style
	link  string // what opens a link; "" for none
}

// A styler makes lines of the tree of a text.
type styler struct {
	*Layout
	id       room.Seq // of the message
	mentions [][2]int // in the text, from here on
	lines    []line
	at       int // in the text
	linked   int // links so far
}

// styled makes lines of a message, with mentions marked.
func (s *Layout) styled(e *room.Event, p *parsed, mentions [][2]int) []line {
	w := styler{Layout: s, id: e.Seq, mentions: mentions}
	if e.Deleted {
		w.begin("")
		w.add(deletedText, s.Dim, "")
		return w.lines
	}
	w.blocks(p.doc.Blocks, "")
	if !e.Edited.IsZero() {
		w.add(" (edited)", s.Dim, "")
	}
	if e.Note != "" {
		w.add(" ("+texts.Legible(e.Note)+")", s.Dim, "")
	}
	return w.lines
}

func (w *styler) blocks(blocks []markup.Block, lead string) {
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
func (w *styler) begin(lead string) { w.lines = append(w.lines, line{lead: lead}) }

// span adds a span, with what of it is a mention apart.
func (w *styler) span(s markup.Span) {
	style, link := w.styleOf(s.Style), ""
	if s.Style&markup.Link != 0 {
		link = w.link(s.Text)
	}
	text := s.Text
	for len(w.mentions) > 0 {
		from, to := max(w.mentions[0][0]-w.at, 0), w.mentions[0][1]-w.at
		if from >= len(text) {
			break
		}
		w.add(text[:from], style, link)
		w.add(text[from:min(to, len(text))], w.Accent, link)
		if to > len(text) {
			return // it goes on in the next span
		}
		text, w.mentions = text[to:], w.mentions[1:]
	}
	w.add(text, style, link)
}

// add adds text, which may have several lines.
func (w *styler) add(text string, style Style, link string) {
	w.at += len(text)
	lead := w.lines[len(w.lines)-1].lead
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			w.begin(lead)
		}
		if part != "" {
			last := &w.lines[len(w.lines)-1]
			last.segments = append(last.segments, segment{part, style, link})
		}
	}
}

func (w *styler) styleOf(s markup.Style) (all Style) {
	for _, c := range []struct {
		mark  markup.Style
		style Style
	}{
		{markup.Bold, bold}, {markup.Italic, italic}, {markup.Struck, struck}, {markup.Link, underlined}, {markup.Mono, w.code},
	} {
		if s&c.mark != 0 {
			all = all.and(c.style)
		}
	}
	return all
}

// linkMost is how many bytes of an address a terminal is told. It is told them
// with each row.
const linkMost = 1 << 10

// linkEnd ends a link.
const linkEnd = "\x1b]8;;\x1b\\"

// link is what opens a link to an address (B54). Its parts in several rows are
// one to the terminal, since they have one id.
func (w *styler) link(address string) string {
	target := escapeAddress(address)
	if !w.Links || len(target) > linkMost {
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
