package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxTicks is how many ` begin and end code within a line; more are text. For
// each number of them a line may be searched once in vain.
const maxTicks = 8

// codes reads code between `, or between several if there are some in it.
type codes struct{}

func (codes) Trigger() []byte { return []byte{'`'} }

func (codes) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	ticks := leading(line)
	size := inside(line, ticks)
	if size < 0 {
		return typed(block, ticks)
	}
	from := segment.Start + ticks
	code := text.NewSegment(from, from+size)
	if b := code.Value(block.Source()); len(bytes.Trim(b, " ")) > 0 && b[0] == ' ' && b[size-1] == ' ' {
		code = text.NewSegment(from+1, from+size-1) // the spaces let it begin or end with `
	}
	n := ast.NewCodeSpan()
	n.AppendChild(n, ast.NewRawTextSegment(code))
	block.Advance(size + 2*ticks)
	return n
}

// inside is how long the code is that begins behind so many ` at the start of
// line, -1 if they are text.
func inside(line []byte, ticks int) int {
	if ticks > maxTicks || extends(line[ticks:]) {
		return -1
	}
	for i := ticks; i < len(line); {
		if line[i] != '`' {
			i++
			continue
		}
		n := leading(line[i:])
		if n != ticks {
			i += n
			continue
		}
		if extends(line[i+n:]) {
			return -1
		}
		return i - ticks
	}
	return -1
}

// leading is how many ` text begins with.
func leading(text []byte) int { return len(text) - len(bytes.TrimLeft(text, "`")) }

// typed takes the next n bytes as they stand.
func typed(block text.Reader, n int) ast.Node {
	_, segment := block.PeekLine()
	block.Advance(n)
	return ast.NewTextSegment(segment.WithStop(segment.Start + n))
}

// backslashes keeps goldmark from taking \ for more than a character (B22).
type backslashes struct{}

func (backslashes) Trigger() []byte { return []byte{'\\'} }

func (backslashes) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	return typed(block, 1)
}
