package sshui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

// TestEditor: what keys do to a text; the caret is written as |.
func TestEditor(t *testing.T) {
	for _, c := range []struct {
		before  string
		strokes []keystroke
		after   string
	}{
		{"ab|c", []keystroke{strokeErase}, "a|c"},
		{"|abc", []keystroke{strokeErase}, "|abc"},
		{"a|bc", []keystroke{strokeDelete}, "a|c"},
		{"abc|", []keystroke{strokeDelete}, "abc|"},
		{"x👨‍👩‍👧|y", []keystroke{strokeErase}, "x|y"},
		{"x|👨‍👩‍👧y", []keystroke{strokeDelete}, "x|y"},
		{"xe\u0301|", []keystroke{strokeLeft}, "x|e\u0301"},
		{"one\n|two", []keystroke{strokeErase}, "one|two"},
		{"one|\ntwo", []keystroke{strokeRight}, "one\n|two"},
		{"one two.x| y", []keystroke{strokeEraseWord}, "one | y"},
		{"one two.x| y", []keystroke{strokeKillWordLeft}, "one two.| y"},
		{"one |two.x y", []keystroke{strokeKillWordRight}, "one |.x y"},
		{"one two|", []keystroke{strokeWordLeft, strokeWordLeft, strokeWordRight}, "one| two"},
		{"one two|", []keystroke{strokeEraseWord, strokeYank, strokeYank}, "one twotwo|"},
		{"one\ntwo| three", []keystroke{strokeEraseLine}, "one\n| three"},
		{"one\ntwo| three", []keystroke{strokeEraseLine, strokeEraseLine, strokeKillRight}, "one|"},
		{"o|ne\ntwo", []keystroke{strokeKillRight, strokeKillRight}, "o|two"},
		{"one\ntw|o\nthree", []keystroke{strokeLineStart, strokeYank}, "one\n|two\nthree"},
		{"one\ntw|o\nthree", []keystroke{strokeLineEnd}, "one\ntwo|\nthree"},
		{"", []keystroke{strokeErase, strokeDelete, strokeEraseWord, strokeEraseLine, strokeKillRight, strokeLeft, strokeRight, strokeYank}, "|"},
	} {
		left, right, _ := strings.Cut(c.before, "|")
		var e editor
		e.replace(left+right, utf8.RuneCountInString(left))
		for _, stroke := range c.strokes {
			e.strike(stroke)
		}
		if got := string(e.text[:e.caret]) + "|" + string(e.text[e.caret:]); got != c.after {
			t.Errorf("%q after %v is %q, want %q", c.before, c.strokes, got, c.after)
		}
	}
}

// FuzzEditor: whatever is typed, the caret is in the text, and in the input in
// sight.
func FuzzEditor(f *testing.F) {
	f.Add([]byte("hello\x1b[D\x7f\x17\x19\x1b[A"), 80, 5)
	f.Add([]byte("\x1b[200~one\ntwo \tthree\x1b[201~\x1b[A\x1b[A\x1bb\x0b"), 7, 3)
	f.Add([]byte("👨‍👩‍👧漢字\x1b[D\x1b[D\x1b[3~"), 4, 1)
	f.Fuzz(func(t *testing.T, sent []byte, width, most int) {
		width, most = 1+abs(width)%widthMost, 1+abs(most)%rowsMost
		s := &setter{columns: columnsOf(width), palette: newPalette(func(hue) sgr { return upright })}
		var e editor
		k := keyboard{controls: editingControls}
		for _, key := range k.read(sent) {
			switch key.stroke {
			case strokeText:
				e.insert(key.text)
			case strokeNewline:
				e.insert("\n")
			case strokeUp:
				e.moveRow(-1, s.inputWidth())
			case strokeDown:
				e.moveRow(+1, s.inputWidth())
			default:
				e.strike(key.stroke)
			}
			if e.caret < 0 || e.caret > e.length() || e.length() > texts.MaxChars {
				t.Fatalf("the caret is at %d of %d", e.caret, e.length())
			}
			in := s.sheet(&e, most)
			if len(in.rows) == 0 || len(in.rows) > most || in.caret < 0 || in.caret >= len(in.rows) {
				t.Fatalf("the input is %+v", in)
			}
			if row := in.rows[in.caret]; in.left < 0 || in.left > len(row) || !utf8.ValidString(row[:in.left]) {
				t.Fatalf("the caret is at %d of %q", in.left, row)
			}
		}
	})
}
