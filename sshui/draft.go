package sshui

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"talktalktalk/room"
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

	text  []rune // at most room.MaxChars
	from  int    // where in text begins what is shown
	shown string // what stands on the terminal's last line
	all   bool   // the next show draws every line
}

// insert appends text and tells whether all of it found room.
func (d *draft) insert(text string) (all bool) {
	for i, line := range strings.Split(room.Legible(text), "\n") {
		if i > 0 {
			d.show() // the line as it is left
			line = "\n" + line
		}
		runes := []rune(line)
		space := room.MaxChars - len(d.text)
		d.text = append(d.text, runes[:min(len(runes), space)]...)
		if len(runes) > space {
			return false
		}
	}
	return true
}

// erase removes the last character as it is seen, a line end being one.
func (d *draft) erase() {
	const clusterMost = 64 // code points of a character that are removed at once
	line := string(d.text[max(d.lineStart(), len(d.text)-clusterMost):])
	last := "\n"
	for line != "" {
		last, _ = nextCluster(line)
		line = line[len(last):]
	}
	d.cut(len(d.text) - utf8.RuneCountInString(last))
}

// eraseWord removes the last word and the space behind it.
func (d *draft) eraseWord() {
	at := len(d.text)
	for at > 0 && unicode.IsSpace(d.text[at-1]) {
		at--
	}
	for at > 0 && !unicode.IsSpace(d.text[at-1]) {
		at--
	}
	d.cut(at)
}

// eraseLine removes the last line, or the end of the one before.
func (d *draft) eraseLine() {
	at := d.lineStart()
	if at == len(d.text) {
		at--
	}
	d.cut(at)
}

func (d *draft) cut(at int) { d.text = d.text[:max(at, 0)] }

// replace puts another text in the place of the draft.
func (d *draft) replace(text string) { d.text = []rune(text) }

// take empties the draft and returns what it was. What was shown stays.
func (d *draft) take() string {
	text := string(d.text)
	d.show()
	d.withdraw()
	d.text, d.from = d.text[:0], 0
	return text
}

// length is the length of the draft in code points.
func (d *draft) length() int { return len(d.text) }

// lines is how many lines the draft has.
func (d *draft) lines() int { return 1 + strings.Count(string(d.text), "\n") }

// lineStart is where the last line begins.
func (d *draft) lineStart() int {
	at := len(d.text)
	for at > 0 && d.text[at-1] != '\n' {
		at--
	}
	return at
}

// withdraw leaves the line that the draft stands on, so that something else
// can be written. Of a long line only the end is shown again.
func (d *draft) withdraw() {
	if d.shown != "" {
		d.write("\n")
	}
	d.shown = ""
	d.from = len(d.text) - draftRows*d.width()
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
	} else if strings.HasPrefix(d.shown, want) && cells(d.shown) < d.width() {
		d.rubOut(cells(d.shown) - cells(want))
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
	lines := strings.Split(string(d.text), "\n")
	for i, line := range lines[:len(lines)-1] {
		d.write(mark(i+1) + legibleTabs(line) + "\n")
	}
	d.from, d.all = 0, false
}

// face is what of the draft is to stand on the terminal's last line.
func (d *draft) face() string {
	if len(d.text) == 0 {
		return ""
	}
	start := d.lineStart()
	if d.from < start || d.from > len(d.text) {
		d.from = start
	}
	ellipsis := ""
	if d.from > start {
		ellipsis = "..."
	}
	return mark(d.lines()) + ellipsis + legibleTabs(string(d.text[d.from:]))
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
