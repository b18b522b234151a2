package lineedit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
)

// clusterMost is how many code points of one character as it is seen are
// looked at.
const clusterMost = 64

// An Editor is a text that is being typed, and a caret in it. Motions and kills
// are those of readline.
type Editor struct {
	Text   []rune // at most texts.MaxChars
	Caret  int    // where in text
	killed []rune // by the last kill
}

// Insert puts text at the caret and tells whether all of it found room.
func (e *Editor) Insert(text string) (all bool) {
	typed := []rune(texts.Legible(text))
	fitting := typed[:min(len(typed), texts.MaxChars-len(e.Text))]
	e.Text = slices.Insert(e.Text, e.Caret, fitting...)
	e.Caret += len(fitting)
	return len(fitting) == len(typed)
}

// Replace puts another text in the place of this one, and the caret into it.
func (e *Editor) Replace(text string, caret int) {
	e.Text = []rune(text)
	e.Caret = min(caret, len(e.Text))
}

// Clear empties the text and returns what it was.
func (e *Editor) Clear() string {
	text := string(e.Text)
	e.Text, e.Caret = e.Text[:0], 0
	return text
}

// Length is that of the text in code points.
func (e *Editor) Length() int { return len(e.Text) }

// Lines is how many lines the text has.
func (e *Editor) Lines() int { return 1 + strings.Count(string(e.Text), "\n") }

// LineStart is where the caret's line begins.
func (e *Editor) LineStart() int {
	at := e.Caret
	for at > 0 && e.Text[at-1] != '\n' {
		at--
	}
	return at
}

// lineEnd is where the caret's line ends.
func (e *Editor) lineEnd() int {
	at := e.Caret
	for at < len(e.Text) && e.Text[at] != '\n' {
		at++
	}
	return at
}

// before is where the character begins that stands before the caret, a line
// end being one.
func (e *Editor) before() int {
	line := string(e.Text[max(e.LineStart(), e.Caret-clusterMost):e.Caret])
	last := "\n"
	for line != "" {
		last, _ = cells.NextCluster(line)
		line = line[len(last):]
	}
	return max(e.Caret-utf8.RuneCountInString(last), 0)
}

// after is where the character ends that stands at the caret.
func (e *Editor) after() int {
	if line := string(e.Text[e.Caret:min(e.lineEnd(), e.Caret+clusterMost)]); line != "" {
		first, _ := cells.NextCluster(line)
		return e.Caret + utf8.RuneCountInString(first)
	}
	return min(e.Caret+1, len(e.Text))
}

// back is where one comes to who goes left over what is not part of a word, and
// then over what is.
func (e *Editor) back(part func(rune) bool) int {
	at := e.Caret
	for at > 0 && !part(e.Text[at-1]) {
		at--
	}
	for at > 0 && part(e.Text[at-1]) {
		at--
	}
	return at
}

// forth is likewise to the right.
func (e *Editor) forth(part func(rune) bool) int {
	at := e.Caret
	for at < len(e.Text) && !part(e.Text[at]) {
		at++
	}
	for at < len(e.Text) && part(e.Text[at]) {
		at++
	}
	return at
}

func ofWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// cut removes what is between the caret and at.
func (e *Editor) cut(at int) []rune {
	start, end := min(e.Caret, at), max(e.Caret, at)
	gone := slices.Clone(e.Text[start:end])
	e.Text = slices.Delete(e.Text, start, end)
	e.Caret = start
	return gone
}

// kill is cut, for yank to bring back.
func (e *Editor) kill(at int) {
	if gone := e.cut(at); len(gone) > 0 {
		e.killed = gone
	}
}

// Edit does what a keystroke says, and tells whether it is one that edits.
func (e *Editor) Edit(stroke Action) bool {
	switch stroke {
	case ActErase:
		e.cut(e.before())
	case ActDelete:
		e.cut(e.after())
	case ActEraseWord:
		e.kill(e.back(notSpace))
	case actKillWordLeft:
		e.kill(e.back(ofWord))
	case actKillWordRight:
		e.kill(e.forth(ofWord))
	case ActEraseLine:
		e.kill(e.orLineEnd(e.LineStart(), -1))
	case actKillRight:
		e.kill(e.orLineEnd(e.lineEnd(), +1))
	case actYank:
		e.Insert(string(e.killed))
	default:
		return e.move(stroke)
	}
	return true
}

// orLineEnd is at, or where that is the caret, one step further: then the end
// of a line is meant.
func (e *Editor) orLineEnd(at, step int) int {
	if at == e.Caret {
		at += step
	}
	return min(max(at, 0), len(e.Text))
}

// move moves the caret.
func (e *Editor) move(stroke Action) bool {
	switch stroke {
	case actLeft:
		e.Caret = e.before()
	case actRight:
		e.Caret = e.after()
	case actWordLeft:
		e.Caret = e.back(ofWord)
	case actWordRight:
		e.Caret = e.forth(ofWord)
	case actLineStart, ActHome:
		e.Caret = e.LineStart()
	case actLineEnd, ActEnd:
		e.Caret = e.lineEnd()
	default:
		return false
	}
	return true
}

// MoveRow moves the caret to the row above or, with +1, below, where the text
// is laid out in so many cells.
func (e *Editor) MoveRow(by, width int) {
	text := string(e.Text)
	pieces := cells.WrapLines(text, width)
	caret := len(string(e.Text[:e.Caret]))
	at := len(pieces) - 1
	for pieces[at].Start > caret {
		at--
	}
	to := at + by
	if to < 0 || to >= len(pieces) {
		return
	}
	column := cells.Cells(text[pieces[at].Start:min(caret, pieces[at].End)])
	row := text[pieces[to].Start:pieces[to].End]
	reached := 0
	if row != "" && column > 0 {
		reached = cells.Fit(row, column)
	}
	e.Caret = utf8.RuneCountInString(text[:pieces[to].Start+reached])
}
