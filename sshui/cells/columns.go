package cells

import "strconv"

// From so many columns on, the screen is laid out in another way.
const (
	timedWidth  = 32  // times stand at the left
	AlignWidth  = 72  // names stand in a column of their own, texts in another
	roomyWidth  = 100 // and that of names is wider
	widestWidth = 120
)

// Columns are where the parts of a message begin, counted from 1. Names are set
// flush right before the texts, so that the eye finds the beginning of either
// at one edge; where there is no room for that, a text begins behind its name,
// and goes on a little to the right of where that began.
type Columns struct {
	Width   int
	timed   bool
	aligned bool
	mark    int // of a mention
	name    int
	text    int // of what is not behind a name
}

// Gap is what stands between a name and a text.
const Gap = "  "

// NewColumns returns the columns of a screen of width cells.
func NewColumns(width int) Columns {
	c := Columns{Width: width, timed: width >= timedWidth, aligned: width >= AlignWidth}
	switch names := 0; {
	case c.aligned:
		switch {
		case width >= widestWidth:
			names = 16
		case width >= roomyWidth:
			names = 14
		default:
			names = 10
		}
		c.mark, c.name, c.text = 7, 8, 8+names+len(Gap)
	case c.timed:
		c.mark, c.name, c.text = 6, 7, 9
	default:
		c.mark, c.name, c.text = 1, 2, 4
	}
	return c
}

// space is how many cells there are from a column on.
func (c Columns) space(column int) int { return max(c.Width-column+1, 1) }

// sign is where a sign stands in the place of a name.
func (c Columns) sign() int {
	if c.aligned {
		return c.text - len(Gap) - 1
	}
	return c.name
}

// MoveTo appends the way to a column of the row. What was drawn before it may be as
// wide as the terminal thinks: what follows is where it should be (B53).
func MoveTo(b []byte, column int) []byte {
	if column == 1 {
		return append(b, '\r')
	}
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(column), 10)
	return append(b, 'G')
}
