package cells

import (
	"iter"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks one line of text into rows, the first of at most first cells,
// the others of at most rest, between words where it can. Terminals disagree
// about the width of some characters; the larger one is taken, so that no row
// of ours is broken again by the terminal, at a place where its rest could
// pass for another line (B52).
func Wrap(text string, first, rest int) (rows []string) {
	for row := range breaks(text, first, rest) {
		rows = append(rows, text[row.Start:row.End])
	}
	return rows
}

// A Span is what of a text stands in one row, in bytes.
type Span struct{ Start, End int }

// breaks goes through the rows of wrap. The spaces between two rows belong to
// neither.
func breaks(text string, first, rest int) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		start := 0
		for width := first; ; width = rest {
			line := text[start:]
			fitting := Fit(line, width)
			if fitting == len(line) {
				yield(Span{start, len(text)})
				return
			}
			if space := strings.LastIndexByte(line[:fitting+1], ' '); space > 0 {
				fitting = space
			}
			end := start + len(strings.TrimRight(line[:fitting], " "))
			if !yield(Span{start, end}) {
				return
			}
			start = len(text) - len(strings.TrimLeft(line[fitting:], " "))
		}
	}
}

// Fit is how many bytes of text fit into width cells; those of one grapheme
// cluster at least.
func Fit(text string, width int) int {
	at := 0
	for used := 0; at < len(text); {
		cluster, cells := NextCluster(text[at:])
		if used += cells; used > width && at > 0 {
			break
		}
		at += len(cluster)
	}
	return at
}

// NextCluster is the first grapheme cluster of text and its width in cells.
func NextCluster(text string) (cluster string, cells int) {
	if IsASCII(text[0]) && (len(text) == 1 || IsASCII(text[1])) {
		return text[:1], 1
	}
	cluster, cells = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return cluster, max(cells, ansi.WcWidth.StringWidth(cluster))
}

// IsASCII tells whether a byte is a character by itself.
func IsASCII(c byte) bool { return c < 0x80 }

// Cells is the width of a line.
func Cells(text string) (n int) {
	for text != "" {
		cluster, width := NextCluster(text)
		n += width
		text = text[len(cluster):]
	}
	return n
}

// WrapLines breaks a text of several lines into rows.
func WrapLines(text string, width int) (pieces []Span) {
	start := 0
	for line := range strings.SplitSeq(text, "\n") {
		for p := range breaks(line, width, width) {
			pieces = append(pieces, Span{start + p.Start, start + p.End})
		}
		start += len(line) + 1
	}
	return pieces
}
