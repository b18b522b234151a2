package screen

import (
	"testing"
	"unicode/utf8"

	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/lineedit"
	"talktalktalk/sshui/sshtest"
)

// FuzzComposer: whatever is typed, the caret is in the text, and in the input in
// sight.
func FuzzComposer(f *testing.F) {
	f.Add([]byte("hello\x1b[D\x7f\x17\x19\x1b[A"), 80, 5)
	f.Add([]byte("\x1b[200~one\ntwo \tthree\x1b[201~\x1b[A\x1b[A\x1bb\x0b"), 7, 3)
	f.Add([]byte("👨‍👩‍👧漢字\x1b[D\x1b[D\x1b[3~"), 4, 1)
	f.Fuzz(func(t *testing.T, sent []byte, width, most int) {
		width, most = 1+sshtest.Abs(width)%client.MaxWidth, 1+sshtest.Abs(most)%rowsMost
		s := &cells.Layout{Columns: cells.NewColumns(width), Palette: cells.NewPalette(func(cells.Hue) cells.Style { return cells.Upright })}
		var e lineedit.Editor
		k := lineedit.Keyboard{Controls: lineedit.EditingControls}
		for _, key := range k.Read(sent) {
			switch key.Action {
			case lineedit.ActText:
				e.Insert(key.Text)
			case lineedit.ActNewline:
				e.Insert("\n")
			case lineedit.ActUp:
				e.MoveRow(-1, inputWidth(s))
			case lineedit.ActDown:
				e.MoveRow(+1, inputWidth(s))
			default:
				e.Edit(key.Action)
			}
			if e.Caret < 0 || e.Caret > e.Length() || e.Length() > texts.MaxChars {
				t.Fatalf("the caret is at %d of %d", e.Caret, e.Length())
			}
			in := layOutComposer(s, &e, most)
			if len(in.rows) == 0 || len(in.rows) > most || in.caret < 0 || in.caret >= len(in.rows) {
				t.Fatalf("the input is %+v", in)
			}
			if row := in.rows[in.caret]; in.left < 0 || in.left > len(row) || !utf8.ValidString(row[:in.left]) {
				t.Fatalf("the caret is at %d of %q", in.left, row)
			}
		}
	})
}
