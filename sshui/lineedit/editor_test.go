package lineedit

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestEditor: what keys do to a text; the caret is written as |.
func TestEditor(t *testing.T) {
	for _, c := range []struct {
		before  string
		strokes []Action
		after   string
	}{
		{"ab|c", []Action{ActErase}, "a|c"},
		{"|abc", []Action{ActErase}, "|abc"},
		{"a|bc", []Action{ActDelete}, "a|c"},
		{"abc|", []Action{ActDelete}, "abc|"},
		{"x👨‍👩‍👧|y", []Action{ActErase}, "x|y"},
		{"x|👨‍👩‍👧y", []Action{ActDelete}, "x|y"},
		{"xe\u0301|", []Action{actLeft}, "x|e\u0301"},
		{"one\n|two", []Action{ActErase}, "one|two"},
		{"one|\ntwo", []Action{actRight}, "one\n|two"},
		{"one two.x| y", []Action{ActEraseWord}, "one | y"},
		{"one two.x| y", []Action{actKillWordLeft}, "one two.| y"},
		{"one |two.x y", []Action{actKillWordRight}, "one |.x y"},
		{"one two|", []Action{actWordLeft, actWordLeft, actWordRight}, "one| two"},
		{"one two|", []Action{ActEraseWord, actYank, actYank}, "one twotwo|"},
		{"one\ntwo| three", []Action{ActEraseLine}, "one\n| three"},
		{"one\ntwo| three", []Action{ActEraseLine, ActEraseLine, actKillRight}, "one|"},
		{"o|ne\ntwo", []Action{actKillRight, actKillRight}, "o|two"},
		{"one\ntw|o\nthree", []Action{actLineStart, actYank}, "one\n|two\nthree"},
		{"one\ntw|o\nthree", []Action{actLineEnd}, "one\ntwo|\nthree"},
		{"", []Action{ActErase, ActDelete, ActEraseWord, ActEraseLine, actKillRight, actLeft, actRight, actYank}, "|"},
	} {
		left, right, _ := strings.Cut(c.before, "|")
		var e Editor
		e.Replace(left+right, utf8.RuneCountInString(left))
		for _, stroke := range c.strokes {
			e.Edit(stroke)
		}
		if got := string(e.Text[:e.Caret]) + "|" + string(e.Text[e.Caret:]); got != c.after {
			t.Errorf("%q after %v is %q, want %q", c.before, c.strokes, got, c.after)
		}
	}
}
