package wire

import (
	"bytes"
	"fmt"
	"unicode"
)

// EncodeLine is Encode for a line that may be shown on a screen, with the line's end.
func EncodeLine(object any) []byte { return append(escapeUnseen(Encode(object)), '\n') }

// escapeUnseen writes what must not reach a screen (B53) as \u escapes, which
// mean the same to whoever parses the line. JSON itself escapes C0 only.
func escapeUnseen(line []byte) []byte {
	if !bytes.ContainsFunc(line, Unseen) {
		return line
	}
	var b bytes.Buffer
	for _, r := range string(line) {
		if Unseen(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// Unseen tells whether a rune must not reach a screen (B53), LF aside.
func Unseen(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
