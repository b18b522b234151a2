package screen

import (
	"strings"
	"testing"

	"talktalktalk/sshui/sshtest"
)

// FuzzPainter: whatever two frames are, the terminal shows the second.
func FuzzPainter(f *testing.F) {
	f.Add([]byte("abcdefgh"), []byte("bcdefghi"), 6, 6, 0, 1)
	f.Add([]byte("abcdefgh"), []byte("aabcdefg"), 6, 5, 1, 0)
	f.Add([]byte("        "), []byte("x      y"), 7, 7, 2, 2)
	f.Fuzz(func(t *testing.T, first, second []byte, rolled, rolled2, left, left2 int) {
		const height = 8
		p, g := renderer{}, sshtest.NewTerminal(20, height)
		for i, rows := range [][]byte{first, second, first} {
			if i == 1 {
				rolled, left = rolled2, left2
			}
			fr := frameOf(rows, height, sshtest.Abs(rolled)%height, left)
			g.Write(string(p.render(nil, fr)))
			for y, row := range fr.rows {
				if got, want := g.Row(y), strings.TrimRight(row, " "); got != want {
					t.Fatalf("frame %d: row %d is %q, want %q; the screen is\n%s", i, y, got, want, g)
				}
			}
			if g.Wrong != "" || g.Y != fr.caret || g.X != fr.left {
				t.Fatalf("frame %d: the caret is at %d,%d, want %d,%d; unknown: %q", i, g.X, g.Y, fr.left, fr.caret, g.Wrong)
			}
		}
	})
}

// frameOf makes a frame with a row for each byte, the caret in the first one
// that does not roll.
func frameOf(rows []byte, height, rolled, left int) frame {
	f := frame{scrolling: rolled, caret: rolled}
	for i := range height {
		row := ""
		if i < len(rows) && rows[i] > ' ' && rows[i] < 0x7f {
			row = strings.Repeat(string(rune(rows[i])), 1+int(rows[i])%9)
		}
		f.rows = append(f.rows, row)
	}
	f.left = sshtest.Abs(left) % (len(f.rows[f.caret]) + 1)
	return f
}
