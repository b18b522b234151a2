package plain

import (
	"fmt"
	"io"
	"strings"

	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/lineedit"
)

// draftRows is how many rows of a long line are drawn again below a message.
const draftRows = 2

// A draft is the message that is being typed, and what of it stands on a
// terminal that only goes forward: characters are appended and rubbed out, and
// where that does not do, the line is drawn again on a new one. What is typed
// changes the draft; show then draws it. Before anything else is written,
// withdraw must be called.
//
// Each line stands behind a mark of its own, "> " or "2> ", which sets it apart
// from what was said; an empty draft has none.
type draft struct {
	out   io.StringWriter
	echo  bool // false where the client shows what is typed
	width func() int

	lineedit.Editor // whose caret stays at the end

	from  int    // where in text begins what is shown
	shown string // what stands on the terminal's last line
	all   bool   // the next show draws every line
}

// insert appends text and tells whether all of it found room.
func (d *draft) insert(text string) (all bool) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			d.show() // the line as it is left
			line = "\n" + line
		}
		if !d.Editor.Insert(line) {
			return false
		}
	}
	return true
}

// take empties the draft and returns what it was. What was shown stays.
func (d *draft) take() string {
	d.show()
	d.withdraw()
	d.from = 0
	return d.Clear()
}

// withdraw leaves the line that the draft stands on, so that something else
// can be written. Of a long line only the end is shown again.
func (d *draft) withdraw() {
	if d.shown != "" {
		d.write("\n")
	}
	d.shown = ""
	d.from = len(d.Text) - draftRows*d.width()
}

// show brings the terminal from what it shows to what the draft is.
func (d *draft) show() {
	if !d.echo {
		return
	}
	if d.all {
		d.drawAbove()
	}
	want := d.face()
	if more, ok := strings.CutPrefix(want, d.shown); ok {
		d.write(more)
	} else if strings.HasPrefix(d.shown, want) && cells.Cells(d.shown) < d.width() {
		d.rubOut(cells.Cells(d.shown) - cells.Cells(want))
	} else {
		d.write("\n" + want)
	}
	d.shown = want
}

// showAll has the next show draw every line of the draft.
func (d *draft) showAll() { d.all = true }

// drawAbove draws all lines but the last.
func (d *draft) drawAbove() {
	d.withdraw()
	lines := strings.Split(string(d.Text), "\n")
	for i, line := range lines[:len(lines)-1] {
		d.write(mark(i+1) + cells.LegibleTabs(line) + "\n")
	}
	d.from, d.all = 0, false
}

// face is what of the draft is to stand on the terminal's last line.
func (d *draft) face() string {
	if len(d.Text) == 0 {
		return ""
	}
	start := d.LineStart()
	if d.from < start || d.from > len(d.Text) {
		d.from = start
	}
	ellipsis := ""
	if d.from > start {
		ellipsis = "..."
	}
	return mark(d.Lines()) + ellipsis + cells.LegibleTabs(string(d.Text[d.from:]))
}

// mark stands before the draft's nth line.
func mark(n int) string {
	if n == 1 {
		return "> "
	}
	return fmt.Sprintf("%d> ", n)
}

// rubOut removes so many cells left of the cursor, all of them in its row.
func (d *draft) rubOut(cells int) {
	back := strings.Repeat("\b", cells)
	d.write(back + strings.Repeat(" ", cells) + back)
}

func (d *draft) write(text string) {
	_, _ = d.out.WriteString(text) // its flush tells what went wrong
}
