package room

// Limits of one message (B21).
const (
	MaxChars = 4000 // code points, after cleaning
	MaxLines = 100
)

// Clean makes text fit for the log, once, on entry (B21): invalid UTF-8
// becomes U+FFFD, CRLF and CR become LF; other C0 than tab and LF, C1, DEL,
// U+2028 to U+202E and U+2066 to U+2069 are dropped; white space at both ends
// is trimmed. It cuts nothing.
func Clean(text string) string { panic("wip") }

// Legible makes text that people wrote safe for a screen, at output: what
// Clean drops is dropped again, and of a grapheme cluster's combining marks
// all but the first eight (B53). It keeps tab and LF; a door that gives them a
// meaning of its own must replace them. Both doors use it for text and names.
func Legible(text string) string { panic("wip") }
