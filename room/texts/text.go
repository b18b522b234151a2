package texts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of one message (B21).
const (
	MaxChars = 4000 // code points, after cleaning
	MaxLines = 100
)

// MaxMarks is how many combining marks a screen is given on one letter (B53).
const MaxMarks = 8

// Clean makes text fit for the log, once, on entry (B21): invalid UTF-8
// becomes U+FFFD, CRLF and CR become LF; other C0 than tab and LF, C1, DEL,
// U+2028 to U+202E and U+2066 to U+2069 are dropped; white space at both ends
// is trimmed. It cuts nothing.
func Clean(text string) string {
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if !utf8.ValidString(text) {
		text = string([]rune(text)) // each bad byte becomes U+FFFD
	}
	return strings.TrimSpace(strings.Map(dropUnsafe, text))
}

// Legible makes text that people wrote safe for a screen, at output: what
// Clean drops is dropped again, and of the combining marks on one letter
// all but the first eight (B53). It keeps tab and LF; a door that gives them a
// meaning of its own must replace them. Both doors use it for text and names.
func Legible(text string) string {
	if legible(text) {
		return text
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case dropUnsafe(r) < 0:
			return -1
		case !extends(r):
			marks = 0
		case marks == MaxMarks:
			return -1
		default:
			marks++
		}
		return r
	}, text)
}

// dropUnsafe is -1 for a rune that no text may hold: a control other than tab
// and LF, a line or paragraph separator, or one that overrides or isolates the
// direction of the text around it.
func dropUnsafe(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r < 0x20, 0x7f <= r && r <= 0x9f, 0x2028 <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return -1
	}
	return r
}

// extends tells whether r joins the letter before it. Joiners count, or marks
// could go on for ever behind one.
func extends(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = 0x200c, 0x200d
	return r == zeroWidthNonJoiner || r == zeroWidthJoiner || unicode.Is(unicode.M, r)
}

// legible tells of most texts, in a fraction of the time, that Legible leaves them alone.
func legible(text string) bool {
	for _, r := range text {
		switch {
		case ' ' <= r && r < 0x7f, r == '\n', r == '\t', 0xa0 <= r && r < 0x300: // ASCII and Latin
		case 0x400 <= r && r <= 0x482, 0x4e00 <= r && r <= 0x9fff, 0x3041 <= r && r <= 0x3096, 0x30a1 <= r && r <= 0x30ff, 0xac00 <= r && r <= 0xd7a3:
			// Cyrillic, Han, the kanas, Hangul
		case r == utf8.RuneError, dropUnsafe(r) < 0, extends(r):
			return false
		}
	}
	return true
}
