package plain

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// The columns of the plain form. The time is repeated only when the minute
// changes (B15); what is not the first row of a message stands further right
// than any name.
const (
	stamp       = "15:04 "
	stampIndent = len(stamp)
	textIndent  = stampIndent + 2
	narrowest   = 24 // columns below which rows are left to the terminal
)

// A formatter draws events for a terminal, one below the other. Lines end with
// LF.
type formatter struct {
	zone   *time.Location
	width  func() int // of a row in cells; 0 to leave rows to the terminal
	minute time.Time
}

// appendMessage appends a message, below the day it was written on where that
// is another one than that of the message before. A note about it may be "".
func (s *formatter) appendMessage(b []byte, e *room.Event, note string) []byte {
	at := e.Time.In(s.zone)
	if !cells.SameDay(at, s.minute) {
		b = at.AppendFormat(b, "-- Monday, 2 January 2006 --\n")
	}
	row := len(b)
	if minute := at.Truncate(time.Minute); minute.Equal(s.minute) {
		b = appendSpaces(b, stampIndent)
	} else {
		b = at.AppendFormat(b, stamp)
		s.minute = minute
	}
	b = cells.AppendHead(b, e, cells.Called(e), note)
	return s.appendText(b, cells.TextLines(e), cells.Cells(string(b[row:])), textIndent)
}

// noticeMark stands before what the server says.
const noticeMark = "* "

// appendNotice appends what the server says, to this person or to all.
func (s *formatter) appendNotice(b []byte, text string) []byte {
	b = append(b, noticeMark...)
	return s.appendText(b, strings.Split(texts.Legible(text), "\n"), len(noticeMark), len(noticeMark))
}

// appendQuote appends what the server says and lines that somebody wrote, as far
// in as those of a message, or they could pass for a message of another.
func (s *formatter) appendQuote(b []byte, text string, lines []string) []byte {
	row := len(b)
	b = append(append(b, noticeMark...), text...)
	return s.appendText(b, lines, cells.Cells(string(b[row:])), textIndent)
}

// appendText appends lines, the first of them behind column cells, the others
// and what is wrapped behind an indent.
func (s *formatter) appendText(b []byte, lines []string, column, indent int) []byte {
	for i, line := range lines {
		if i > 0 {
			b = appendSpaces(append(b, '\n'), indent)
			column = indent
		}
		for j, row := range s.rows(line, column, indent) {
			if j > 0 {
				b = appendSpaces(append(b, '\n'), indent)
			}
			b = append(b, row...)
		}
	}
	return append(b, '\n')
}

func (s *formatter) rows(line string, column, indent int) []string {
	width := s.width()
	if width < narrowest {
		return []string{line}
	}
	return cells.Wrap(line, max(width-column, 1), width-indent)
}

func appendSpaces(b []byte, n int) []byte { return append(b, strings.Repeat(" ", n)...) }

// appendGathering appends who came and went, if that is news to self.
func (s *formatter) appendGathering(b []byte, g *room.PresenceChanges, self string) []byte {
	if news := client.PresenceText(g, self); news != "" {
		return s.appendNotice(b, news+fmt.Sprintf(" (%d here)", g.Online))
	}
	return b
}
