package sshui

import (
	"iter"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// wrap breaks one line of text into rows, the first of at most first cells,
// the others of at most rest, between words where it can. Terminals disagree
// about the width of some characters; the larger one is taken, so that no row
// of ours is broken again by the terminal, at a place where its rest could
// pass for another line (B52).
func wrap(text string, first, rest int) (rows []string) {
	for row := range breaks(text, first, rest) {
		rows = append(rows, text[row.start:row.end])
	}
	return rows
}

// A stretch is what of a text stands in one row, in bytes.
type stretch struct{ start, end int }

// breaks goes through the rows of wrap. The spaces between two rows belong to
// neither.
func breaks(text string, first, rest int) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		start := 0
		for width := first; ; width = rest {
			line := text[start:]
			fitting := fit(line, width)
			if fitting == len(line) {
				yield(stretch{start, len(text)})
				return
			}
			if space := strings.LastIndexByte(line[:fitting+1], ' '); space > 0 {
				fitting = space
			}
			end := start + len(strings.TrimRight(line[:fitting], " "))
			if !yield(stretch{start, end}) {
				return
			}
			start = len(text) - len(strings.TrimLeft(line[fitting:], " "))
		}
	}
}

// fit is how many bytes of text fit into width cells; those of one grapheme
// cluster at least.
func fit(text string, width int) int {
	at := 0
	for used := 0; at < len(text); {
		cluster, cells := nextCluster(text[at:])
		if used += cells; used > width && at > 0 {
			break
		}
		at += len(cluster)
	}
	return at
}

// nextCluster is the first grapheme cluster of text and its width in cells.
func nextCluster(text string) (cluster string, cells int) {
	if isASCII(text[0]) && (len(text) == 1 || isASCII(text[1])) {
		return text[:1], 1
	}
	cluster, cells = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return cluster, max(cells, ansi.WcWidth.StringWidth(cluster))
}

func isASCII(c byte) bool { return c < 0x80 }

// cells is the width of a line.
func cells(text string) (n int) {
	for text != "" {
		cluster, width := nextCluster(text)
		n += width
		text = text[len(cluster):]
	}
	return n
}
