package screen

import (
	"strconv"
	"strings"

	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// What is set on a terminal for the time that a screen is drawn on it, and set
// back. Lines are not wrapped by the terminal: a character that it takes for
// wider than we do stays in its row.
const (
	enter = "\x1b[?1049h\x1b[?7l\x1b[?1004h" + client.PasteOn
	Leave = "\x1b[r\x1b[m\x1b]8;;\x1b\\\x1b[?25h" + client.PasteOff + "\x1b[?1004l\x1b[?7h\x1b[?1049l"

	cursorOff    = "\x1b[?25l"
	cursorOn     = "\x1b[?25h"
	clearScreen  = "\x1b[r\x1b[2J"
	clearRow     = "\x1b[K"
	saveCaret    = "\x1b7"
	restoreCaret = "\x1b8"
)

// A frame is what a screen is to show. It belongs to the renderer that it is given.
type frame struct {
	rows      []string // all of it, from the top
	scrolling int      // so many of them, from the top, move together
	caret     int      // the row that the caret is in
	left      int      // bytes of that row that are left of it
}

// A renderer brings a terminal from what it shows to the next frame, by rows:
// those that have moved are moved, those that differ are drawn. It writes
// nothing itself.
//
// The terminal keeps the caret's place (DECSC), so that the caret is behind the
// text left of it whatever the terminal thinks how wide that is.
type renderer struct {
	shown frame
	spare []string // for the rows of the next frame
	known bool     // that this is what the terminal shows
	at    int      // the row at whose beginning the cursor is, or nowhere
}

const nowhere = -1

// forget has the next frame be drawn as a whole.
func (p *renderer) forget() { p.known = false }

// render appends what brings the terminal to f.
func (p *renderer) render(b []byte, f frame) []byte {
	if !p.known || len(p.shown.rows) != len(f.rows) {
		return p.renderAll(b, f)
	}
	p.at = nowhere
	before := len(b)
	if p.shown.scrolling != f.scrolling {
		b = appendRegion(b, f.scrolling)
	} else {
		b = p.roll(b, f)
	}
	for i, row := range f.rows {
		if i != f.caret && row != p.shown.rows[i] {
			b = p.renderRow(b, i, row)
		}
	}
	b = p.renderCaret(b, f, len(b) > before)
	p.take(f)
	return b
}

// take notes that f is what the terminal shows.
func (p *renderer) take(f frame) { p.spare, p.shown = p.shown.rows, f }

func (p *renderer) renderAll(b []byte, f frame) []byte {
	b = append(b, cursorOff+clearScreen...)
	b = appendRegion(b, f.scrolling)
	for i, row := range f.rows {
		if i != f.caret && row != "" {
			b = append(appendPlace(b, i), row...)
		}
	}
	b = appendCaretRow(b, f)
	b = append(b, cursorOn...)
	p.known = true
	p.take(f)
	return b
}

// renderCaret draws the caret's row, or only leads back to the caret.
func (p *renderer) renderCaret(b []byte, f frame, moved bool) []byte {
	row, was := f.rows[f.caret], p.shown.rows[p.shown.caret]
	same := f.caret == p.shown.caret
	switch typed, more := strings.CutPrefix(row, was); {
	case same && row == was && f.left == p.shown.left:
		if moved {
			b = append(b, restoreCaret...)
		}
		return b
	case same && more && typed != "" && cells.IsASCII(typed[0]) && p.shown.left == len(was) && f.left == len(row):
		b = append(b, restoreCaret...)
		b = append(b, typed...)
		return append(b, saveCaret...)
	}
	return appendCaretRow(b, f)
}

// appendCaretRow draws the caret's row around the caret.
func appendCaretRow(b []byte, f frame) []byte {
	row := f.rows[f.caret]
	b = append(appendPlace(b, f.caret), clearRow...)
	b = append(b, row[:f.left]...)
	b = append(b, saveCaret...)
	if f.left == len(row) {
		return b
	}
	b = append(b, row[f.left:]...)
	return append(b, restoreCaret...)
}

// roll moves the rows that only stand somewhere else now.
func (p *renderer) roll(b []byte, f frame) []byte {
	by := p.shift(f)
	if by == 0 {
		return b
	}
	rows := p.shown.rows[:f.scrolling]
	if by > 0 {
		b = appendPlace(b, f.scrolling-1)
		for range by {
			b = append(b, '\n')
		}
		p.at = f.scrolling - 1
		copy(rows, rows[by:])
		clear(rows[f.scrolling-by:])
	} else {
		b = appendPlace(b, 0)
		for range -by {
			b = append(b, "\x1bM"...)
		}
		copy(rows[-by:], rows)
		clear(rows[:-by])
	}
	return b
}

// shift is by how many rows, up or, below 0, down, most rows have moved; 0 if
// moving does not save drawing.
func (p *renderer) shift(f frame) (by int) {
	was, now := p.shown.rows[:f.scrolling], f.rows[:f.scrolling]
	most := matches(was, now) + 1           // moving costs about a row
	for n := 1; f.scrolling-n > most; n++ { // fewer rows cannot match more often
		if m := matches(was[n:], now); m > most {
			by, most = n, m
		}
		if m := matches(was, now[n:]); m > most {
			by, most = -n, m
		}
	}
	return by
}

// matches is how many rows of two screens are the same, and not empty.
func matches(a, b []string) (n int) {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] && a[i] != "" {
			n++
		}
	}
	return n
}

// appendRegion has the first rows move when there is a line feed at their end.
func appendRegion(b []byte, rows int) []byte {
	if rows < 2 {
		return append(b, "\x1b[r"...)
	}
	b = append(b, "\x1b[1;"...)
	b = strconv.AppendInt(b, int64(rows), 10)
	return append(b, 'r')
}

// renderRow draws a row that stood otherwise.
func (p *renderer) renderRow(b []byte, i int, row string) []byte {
	if p.at != i {
		b = appendPlace(b, i)
	}
	p.at = nowhere
	if p.shown.rows[i] != "" {
		b = append(b, clearRow...)
	}
	return append(b, row...)
}

// appendPlace leads to the beginning of a row.
func appendPlace(b []byte, row int) []byte {
	b = append(b, "\x1b["...)
	if row > 0 {
		b = strconv.AppendInt(b, int64(row)+1, 10)
	}
	return append(b, 'H')
}
