package sshui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

// clusterMost is how many code points of one character as it is seen are
// looked at.
const clusterMost = 64

// An editor is a text that is being typed, and a caret in it. Motions and kills
// are those of readline.
type editor struct {
	text   []rune // at most texts.MaxChars
	caret  int    // where in text
	killed []rune // by the last kill
}

// insert puts text at the caret and tells whether all of it found room.
func (e *editor) insert(text string) (all bool) {
	typed := []rune(texts.Legible(text))
	fitting := typed[:min(len(typed), texts.MaxChars-len(e.text))]
	e.text = slices.Insert(e.text, e.caret, fitting...)
	e.caret += len(fitting)
	return len(fitting) == len(typed)
}

// replace puts another text in the place of this one, and the caret into it.
func (e *editor) replace(text string, caret int) {
	e.text = []rune(text)
	e.caret = min(caret, len(e.text))
}

// clear empties the text and returns what it was.
func (e *editor) clear() string {
	text := string(e.text)
	e.text, e.caret = e.text[:0], 0
	return text
}

// length is that of the text in code points.
func (e *editor) length() int { return len(e.text) }

// lines is how many lines the text has.
func (e *editor) lines() int { return 1 + strings.Count(string(e.text), "\n") }

// lineStart is where the caret's line begins.
func (e *editor) lineStart() int {
	at := e.caret
	for at > 0 && e.text[at-1] != '\n' {
		at--
	}
	return at
}

// lineEnd is where the caret's line ends.
func (e *editor) lineEnd() int {
	at := e.caret
	for at < len(e.text) && e.text[at] != '\n' {
		at++
	}
	return at
}

// before is where the character begins that stands before the caret, a line
// end being one.
func (e *editor) before() int {
	line := string(e.text[max(e.lineStart(), e.caret-clusterMost):e.caret])
	last := "\n"
	for line != "" {
		last, _ = nextCluster(line)
		line = line[len(last):]
	}
	return max(e.caret-utf8.RuneCountInString(last), 0)
}

// after is where the character ends that stands at the caret.
func (e *editor) after() int {
	if line := string(e.text[e.caret:min(e.lineEnd(), e.caret+clusterMost)]); line != "" {
		first, _ := nextCluster(line)
		return e.caret + utf8.RuneCountInString(first)
	}
	return min(e.caret+1, len(e.text))
}

// back is where one comes to who goes left over what is not part of a word, and
// then over what is.
func (e *editor) back(part func(rune) bool) int {
	at := e.caret
	for at > 0 && !part(e.text[at-1]) {
		at--
	}
	for at > 0 && part(e.text[at-1]) {
		at--
	}
	return at
}

// forth is likewise to the right.
func (e *editor) forth(part func(rune) bool) int {
	at := e.caret
	for at < len(e.text) && !part(e.text[at]) {
		at++
	}
	for at < len(e.text) && part(e.text[at]) {
		at++
	}
	return at
}

func ofWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// cut removes what is between the caret and at.
func (e *editor) cut(at int) []rune {
	start, end := min(e.caret, at), max(e.caret, at)
	gone := slices.Clone(e.text[start:end])
	e.text = slices.Delete(e.text, start, end)
	e.caret = start
	return gone
}

// kill is cut, for yank to bring back.
func (e *editor) kill(at int) {
	if gone := e.cut(at); len(gone) > 0 {
		e.killed = gone
	}
}

// strike does what a keystroke says, and tells whether it is one that edits.
func (e *editor) strike(stroke keystroke) bool {
	switch stroke {
	case strokeErase:
		e.cut(e.before())
	case strokeDelete:
		e.cut(e.after())
	case strokeEraseWord:
		e.kill(e.back(notSpace))
	case strokeKillWordLeft:
		e.kill(e.back(ofWord))
	case strokeKillWordRight:
		e.kill(e.forth(ofWord))
	case strokeEraseLine:
		e.kill(e.orLineEnd(e.lineStart(), -1))
	case strokeKillRight:
		e.kill(e.orLineEnd(e.lineEnd(), +1))
	case strokeYank:
		e.insert(string(e.killed))
	default:
		return e.move(stroke)
	}
	return true
}

// orLineEnd is at, or where that is the caret, one step further: then the end
// of a line is meant.
func (e *editor) orLineEnd(at, step int) int {
	if at == e.caret {
		at += step
	}
	return min(max(at, 0), len(e.text))
}

// move moves the caret.
func (e *editor) move(stroke keystroke) bool {
	switch stroke {
	case strokeLeft:
		e.caret = e.before()
	case strokeRight:
		e.caret = e.after()
	case strokeWordLeft:
		e.caret = e.back(ofWord)
	case strokeWordRight:
		e.caret = e.forth(ofWord)
	case strokeLineStart, strokeHome:
		e.caret = e.lineStart()
	case strokeLineEnd, strokeEndKey:
		e.caret = e.lineEnd()
	default:
		return false
	}
	return true
}

// moveRow moves the caret to the row above or, with +1, below, where the text
// is laid out in so many cells.
func (e *editor) moveRow(by, width int) {
	text := string(e.text)
	pieces := lay(text, width)
	caret := len(string(e.text[:e.caret]))
	at := len(pieces) - 1
	for pieces[at].start > caret {
		at--
	}
	to := at + by
	if to < 0 || to >= len(pieces) {
		return
	}
	column := cells(text[pieces[at].start:min(caret, pieces[at].end)])
	row := text[pieces[to].start:pieces[to].end]
	reached := 0
	if row != "" && column > 0 {
		reached = fit(row, column)
	}
	e.caret = utf8.RuneCountInString(text[:pieces[to].start+reached])
}
