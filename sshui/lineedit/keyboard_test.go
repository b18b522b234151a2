package lineedit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// strokes are keys as a test writes them down: the text of text, the names of
// others.
func strokes(keys []Key) string {
	names := []string{
		"", "Enter", "Newline", "Erase", "EraseWord", "EraseLine", "Interrupt", "End", "Redraw", "Tab", "BackTab", "Escape", "PasteEnd",
		"Delete", "KillWordLeft", "KillWordRight", "KillRight", "Yank", "Left", "Right", "WordLeft", "WordRight",
		"LineStart", "LineEnd", "Home", "EndKey", "Up", "Down", "RowUp", "RowDown", "PageUp", "PageDown", "Edit", "People", "Focus", "Blur",
	}
	var b strings.Builder
	for _, k := range keys {
		if k.Action == ActText {
			fmt.Fprintf(&b, "%q", k.Text)
		} else {
			fmt.Fprintf(&b, "<%s>", names[k.Action])
		}
	}
	return b.String()
}

func TestKeyboard(t *testing.T) {
	for _, c := range []struct {
		sent []string // each in one piece
		want string
	}{
		{[]string{"hi\r"}, `"hi"<Enter>`},
		{[]string{"a\nb"}, `"a"<Newline>"b"`},
		{[]string{"a\x1b\rb\x1b\nc"}, `"a"<Newline>"b"<Newline>"c"`},
		{[]string{"\x7f\b\x15\x17\x03\x04\x0c\t"}, `<Erase><Erase><EraseLine><EraseWord><Interrupt><End><Redraw><Tab>`},
		{[]string{"\x1a\x00\x01\x1fx"}, `"x"`},
		{[]string{"\x1b[Z", "\x1b", "x"}, `<BackTab><Escape>"x"`},
		{[]string{"\x1b[A\x1bOB\x1b[1;5C\x1bOP\x1b[3~\x1bbx"}, `<Up><Down><WordRight><Delete><WordLeft>"x"`},
		{[]string{"\x1b[H\x1b[F\x1b[5~\x1b[6~\x1b[1;2A\x1b[1;2B\x1b[1;3A\x1b[I\x1b[O"}, `<Home><EndKey><PageUp><PageDown><RowUp><RowDown><Edit><Focus><Blur>`},
		{[]string{"\x1bd\x1bf\x1b\x7f\x1bq"}, `<KillWordRight><WordRight><KillWordLeft>`},
		{[]string{"\x1b[", "12", ";3", "Hx"}, `"x"`},
		{[]string{"\x1b[" + strings.Repeat("1", 1000) + "Zx"}, `"x"`},
		{[]string{"\x1b\x1b[Zx"}, `<BackTab>"x"`},
		{[]string{"é", "\xc3", "\xa9", "\xe2\x82", "\xac"}, `"é""é""€"`},
		{[]string{"\xffa\xc3b"}, `"�a�b"`},
		{[]string{"\x1b[200~one\rtwo\r\nthree\n\tfour\x1b[201~\r"}, `"one\ntwo\nthree\n\tfour"<PasteEnd><Enter>`},
		{[]string{"\x1b[200~a\x1b", "[201~b"}, `"a"<PasteEnd>"b"`},
		{[]string{"\x1b[200~a\x01\x1b[Z\x1b\rb\x1b[200~c\x1b[201~"}, `"abc"<PasteEnd>`},
		{[]string{"\x1b[200~a\r", "\nb"}, `"a\n""b"`},
		{[]string{"\x1b[200~lost", "\x03x\r"}, `"lost"<Interrupt>"x"<Enter>`},
		{[]string{"\x1b[201~x"}, `"x"`},
	} {
		k := Keyboard{Controls: Controls}
		var got string
		for _, sent := range c.sent {
			got += strokes(k.Read([]byte(sent)))
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s", c.sent, got, c.want)
		}
	}
}

// TestCookedKeyboard: where the client edits its lines, a line's end is all
// that means something.
func TestCookedKeyboard(t *testing.T) {
	k := Keyboard{Controls: CookedControls}
	got := strokes(k.Read([]byte("hi\tthere\r\nyou\x03\x04\x7f\n\n")))
	if want := `"hi\tthere"<Enter>"you"<Enter><Enter>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDumbKeyboard: where there is one line end only, it sends.
func TestDumbKeyboard(t *testing.T) {
	k := Keyboard{Controls: DumbControls}
	if got, want := strokes(k.Read([]byte("hi\nyou\x03\t\r"))), `"hi"<Enter>"you"<Interrupt><Tab><Enter>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzKeyboard: whatever comes, in whatever pieces, text is text, and what is
// kept between two pieces is small.
func FuzzKeyboard(f *testing.F) {
	for _, seed := range []string{
		"hi\r", "\x1b[200~a\rb\x1b[201~", "\x1b[Z\x1b\r", "\xe2\x82", "\x1b[111111111111;", "\x1b\x1b\x1b", "\x1b]0;x\x07",
	} {
		f.Add([]byte(seed), 3, false)
	}
	f.Fuzz(func(t *testing.T, sent []byte, piece int, cooked bool) {
		k := Keyboard{Controls: Controls}
		if cooked {
			k.Controls = CookedControls
		}
		for chunk := range slices.Chunk(sent, max(piece, 1)) {
			for _, key := range k.Read(chunk) {
				if !utf8.ValidString(key.Text) || strings.ContainsFunc(key.Text, controls7) {
					t.Errorf("the text of a key is %q", key.Text)
				}
				if key.Action != ActText && key.Text != "" || key.Action > ActBlur {
					t.Errorf("a key is %+v", key)
				}
			}
			if len(k.partial) >= utf8.UTFMax || len(k.parameter) > parameterMost || len(k.typed) > 0 {
				t.Errorf("kept are %q, %q and %q", k.partial, k.parameter, k.typed)
			}
		}
	})
}

// controls7 are the control characters that no text of a key holds.
func controls7(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f }
