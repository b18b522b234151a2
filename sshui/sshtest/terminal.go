package sshtest

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// A Terminal is a terminal as far as the screen uses one. What it does not know it
// reports.
type Terminal struct {
	Cells  [][]string // of each row; "" behind a wide one
	X, Y   int
	saved  [2]int
	bottom int // of the rows that scroll
	Modes  map[string]bool
	Bells  int
	Wrong  string // the first thing that it does not know

	Rest string // of what was written, not whole yet
}

// NewTerminal returns an empty one of a size in cells.
func NewTerminal(width, height int) *Terminal {
	g := &Terminal{Cells: make([][]string, height), bottom: height, Modes: map[string]bool{}}
	for y := range g.Cells {
		g.Cells[y] = make([]string, width)
	}
	return g
}

// Write takes in what is sent to the terminal.
func (g *Terminal) Write(text string) {
	for g.Rest += text; g.Rest != ""; {
		n := g.take(g.Rest)
		if n == 0 {
			return
		}
		g.Rest = g.Rest[n:]
	}
}

// take takes in the beginning of text and tells its length, 0 if it is not whole.
func (g *Terminal) take(text string) int {
	switch c := text[0]; {
	case c == 0x1b:
		return g.escape(text)
	case c == '\r':
		g.X = 0
	case c == '\n':
		g.feed()
	case c == '\a':
		g.Bells++
	case !utf8.FullRuneInString(text):
		return 0
	default:
		r, n := utf8.DecodeRuneInString(text)
		g.put(string(r))
		return n
	}
	return 1
}

func (g *Terminal) put(char string) {
	row := g.Cells[g.Y]
	width := cellsOf(char)
	if width == 0 {
		if g.X > 0 {
			row[g.X-1] += char
		}
		return
	}
	g.X = min(g.X, len(row)-1) // as without wrapping
	row[g.X] = char
	for i := 1; i < width && g.X+i < len(row); i++ {
		row[g.X+i] = ""
	}
	g.X += width
}

func (g *Terminal) feed() {
	if g.Y != g.bottom-1 {
		g.Y = min(g.Y+1, len(g.Cells)-1)
		return
	}
	top := g.Cells[0]
	copy(g.Cells, g.Cells[1:g.bottom])
	clear(top)
	g.Cells[g.bottom-1] = top
}

func (g *Terminal) escape(text string) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '[':
		end := strings.IndexFunc(text[2:], func(r rune) bool { return r >= '@' })
		if end < 0 {
			return 0
		}
		g.control(text[2:2+end], text[2+end])
		return end + 3
	case ']':
		if end := strings.Index(text, "\x1b\\"); end > 0 {
			return end + len("\x1b\\")
		}
		return 0
	case '7':
		g.saved = [2]int{g.X, g.Y}
	case '8':
		g.X, g.Y = g.saved[0], g.saved[1]
	case 'M':
		if g.Y > 0 {
			g.Y--
			break
		}
		last := g.Cells[g.bottom-1]
		copy(g.Cells[1:g.bottom], g.Cells)
		clear(last)
		g.Cells[0] = last
	default:
		g.fail(text[:2])
	}
	return 2
}

func (g *Terminal) control(parameters string, last byte) {
	var n []int
	for p := range strings.SplitSeq(strings.TrimPrefix(parameters, "?"), ";") {
		v, _ := strconv.Atoi(p)
		n = append(n, v)
	}
	switch last {
	case 'H':
		g.Y = min(max(n[0]-1, 0), len(g.Cells)-1) // as of a frame for the size from before
		g.X = 0
	case 'G':
		g.X = n[0] - 1
	case 'K':
		clear(g.Cells[g.Y][min(g.X, len(g.Cells[g.Y])):])
	case 'J':
		for _, row := range g.Cells {
			clear(row)
		}
	case 'r':
		g.bottom, g.X, g.Y = len(g.Cells), 0, 0
		if len(n) == 2 {
			g.bottom = min(n[1], len(g.Cells))
		}
	case 'h', 'l':
		g.Modes[parameters] = last == 'h'
	case 'm':
	default:
		g.fail("CSI " + parameters + string(last))
	}
}

func (g *Terminal) fail(what string) {
	if g.Wrong == "" {
		g.Wrong = what
	}
}

// Row is what stands in a row, without the spaces at its end.
func (g *Terminal) Row(y int) string {
	var b strings.Builder
	for x := 0; x < len(g.Cells[y]); x++ {
		cell := g.Cells[y][x]
		if cell == "" {
			cell = " "
		}
		b.WriteString(cell)
		x += max(cellsOf(cell)-1, 0)
	}
	return strings.TrimRight(b.String(), " ")
}

// String is all rows, for a failing test to show.
func (g *Terminal) String() string {
	var b strings.Builder
	for y := range g.Cells {
		b.WriteString(g.Row(y) + "\n")
	}
	return b.String()
}

// cellsOf is how many cells a character takes: in doubt, more.
func cellsOf(char string) int { return max(ansi.StringWidth(char), ansi.StringWidthWc(char)) }
