package sshui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gossh "golang.org/x/crypto/ssh"
)

// A glass is a terminal as far as the screen uses one. What it does not know it
// reports.
type glass struct {
	cells  [][]string // of each row; "" behind a wide one
	x, y   int
	saved  [2]int
	bottom int // of the rows that scroll
	modes  map[string]bool
	bells  int
	wrong  string // the first thing that it does not know

	rest string // of what was written, not whole yet
}

func newGlass(width, height int) *glass {
	g := &glass{cells: make([][]string, height), bottom: height, modes: map[string]bool{}}
	for y := range g.cells {
		g.cells[y] = make([]string, width)
	}
	return g
}

func (g *glass) write(text string) {
	for g.rest += text; g.rest != ""; {
		n := g.take(g.rest)
		if n == 0 {
			return
		}
		g.rest = g.rest[n:]
	}
}

// take takes in the beginning of text and tells its length, 0 if it is not whole.
func (g *glass) take(text string) int {
	switch c := text[0]; {
	case c == 0x1b:
		return g.escape(text)
	case c == '\r':
		g.x = 0
	case c == '\n':
		g.feed()
	case c == '\a':
		g.bells++
	case !utf8.FullRuneInString(text):
		return 0
	default:
		r, n := utf8.DecodeRuneInString(text)
		g.put(string(r))
		return n
	}
	return 1
}

func (g *glass) put(char string) {
	row := g.cells[g.y]
	width := cells(char)
	if width == 0 {
		if g.x > 0 {
			row[g.x-1] += char
		}
		return
	}
	g.x = min(g.x, len(row)-1) // as without wrapping
	row[g.x] = char
	for i := 1; i < width && g.x+i < len(row); i++ {
		row[g.x+i] = ""
	}
	g.x += width
}

func (g *glass) feed() {
	if g.y != g.bottom-1 {
		g.y = min(g.y+1, len(g.cells)-1)
		return
	}
	top := g.cells[0]
	copy(g.cells, g.cells[1:g.bottom])
	clear(top)
	g.cells[g.bottom-1] = top
}

func (g *glass) escape(text string) int {
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
		g.saved = [2]int{g.x, g.y}
	case '8':
		g.x, g.y = g.saved[0], g.saved[1]
	case 'M':
		if g.y > 0 {
			g.y--
			break
		}
		last := g.cells[g.bottom-1]
		copy(g.cells[1:g.bottom], g.cells)
		clear(last)
		g.cells[0] = last
	default:
		g.fail(text[:2])
	}
	return 2
}

func (g *glass) control(parameters string, last byte) {
	var n []int
	for p := range strings.SplitSeq(strings.TrimPrefix(parameters, "?"), ";") {
		v, _ := strconv.Atoi(p)
		n = append(n, v)
	}
	switch last {
	case 'H':
		g.y = max(n[0]-1, 0)
		g.x = 0
	case 'G':
		g.x = n[0] - 1
	case 'K':
		clear(g.cells[g.y][min(g.x, len(g.cells[g.y])):])
	case 'J':
		for _, row := range g.cells {
			clear(row)
		}
	case 'r':
		g.bottom, g.x, g.y = len(g.cells), 0, 0
		if len(n) == 2 {
			g.bottom = n[1]
		}
	case 'h', 'l':
		g.modes[parameters] = last == 'h'
	case 'm':
	default:
		g.fail("CSI " + parameters + string(last))
	}
}

func (g *glass) fail(what string) {
	if g.wrong == "" {
		g.wrong = what
	}
}

// row is what stands in a row, without the spaces at its end.
func (g *glass) row(y int) string {
	var b strings.Builder
	for x := 0; x < len(g.cells[y]); x++ {
		cell := g.cells[y][x]
		if cell == "" {
			cell = " "
		}
		b.WriteString(cell)
		x += max(cells(cell)-1, 0)
	}
	return strings.TrimRight(b.String(), " ")
}

func (g *glass) String() string {
	var b strings.Builder
	for y := range g.cells {
		b.WriteString(g.row(y) + "\n")
	}
	return b.String()
}

// A viewer is a session of Go's client that has the whole screen.
type viewer struct {
	*screen
	glass *glass
	all   strings.Builder // that was written
}

// view opens a session with the whole screen.
func (h *house) view(c *gossh.Client, l looks) *viewer {
	h.t.Helper()
	if l.term == "" {
		l.term = "xterm-256color"
	}
	if l.width == 0 {
		l.width, l.height = 80, 24
	}
	return &viewer{screen: h.open(c, l), glass: newGlass(l.width, l.height)}
}

// shows waits until the screen holds all of some texts.
func (v *viewer) shows(texts ...string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the screen shows %q", texts), func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// lacks waits until the screen holds a text no more.
func (v *viewer) lacks(text string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the screen lacks %q", text), func(screen string) bool { return !strings.Contains(screen, text) })
}

// until waits until something is so.
func (v *viewer) until(what string, so func(screen string) bool) {
	v.t.Helper()
	timeout := time.After(limit)
	for !so(v.glass.String()) {
		select {
		case b, more := <-v.out:
			if !more {
				v.t.Fatalf("the session ended before %s; the screen is\n%s", what, v.glass)
			}
			v.takes(b)
		case <-timeout:
			v.t.Fatalf("not so: %s; the screen is\n%s", what, v.glass)
		}
	}
}

func (v *viewer) takes(b []byte) {
	v.t.Helper()
	v.all.Write(b)
	if v.glass.write(string(b)); v.glass.wrong != "" {
		v.t.Fatalf("the screen is sent %q", v.glass.wrong)
	}
}

// ends waits for the session's end, and returns all that was written, and the
// exit code.
func (v *viewer) ends() (string, int) {
	v.t.Helper()
	rest, code := v.rest()
	v.all.WriteString(rest)
	return v.all.String(), code
}

// FuzzPainter: whatever two frames are, the terminal shows the second.
func FuzzPainter(f *testing.F) {
	f.Add([]byte("abcdefgh"), []byte("bcdefghi"), 6, 6, 0, 1)
	f.Add([]byte("abcdefgh"), []byte("aabcdefg"), 6, 5, 1, 0)
	f.Add([]byte("        "), []byte("x      y"), 7, 7, 2, 2)
	f.Fuzz(func(t *testing.T, first, second []byte, rolled, rolled2, left, left2 int) {
		const height = 8
		p, g := painter{}, newGlass(20, height)
		for i, rows := range [][]byte{first, second, first} {
			if i == 1 {
				rolled, left = rolled2, left2
			}
			fr := frameOf(rows, height, abs(rolled)%height, left)
			g.write(string(p.paint(nil, fr)))
			for y, row := range fr.rows {
				if got, want := g.row(y), strings.TrimRight(row, " "); got != want {
					t.Fatalf("frame %d: row %d is %q, want %q; the screen is\n%s", i, y, got, want, g)
				}
			}
			if g.wrong != "" || g.y != fr.caret || g.x != fr.left {
				t.Fatalf("frame %d: the caret is at %d,%d, want %d,%d; unknown: %q", i, g.x, g.y, fr.left, fr.caret, g.wrong)
			}
		}
	})
}

// frameOf makes a frame with a row for each byte, the caret in the first one
// that does not roll.
func frameOf(rows []byte, height, rolled, left int) frame {
	f := frame{rolled: rolled, caret: rolled}
	for i := range height {
		row := ""
		if i < len(rows) && rows[i] > ' ' && rows[i] < 0x7f {
			row = strings.Repeat(string(rune(rows[i])), 1+int(rows[i])%9)
		}
		f.rows = append(f.rows, row)
	}
	f.left = abs(left) % (len(f.rows[f.caret]) + 1)
	return f
}
