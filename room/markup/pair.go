package markup

import (
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxPairs is how many marks of style a text has at most; one more stands as
// it was typed. goldmark compares each closing one with all that are open, so
// without a bound it would take time quadratic in their number.
const maxPairs = 400

// pairs reads *, ** and ~~. goldmark matches them when the block has ended.
type pairs struct{ mark byte }

func (p pairs) Trigger() []byte { return []byte{p.mark} }

func (p pairs) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, p)
	if p.mark == '~' && d.Length != 2 || extends(line[d.Length:]) || !another(pc) {
		return typed(block, d.Length)
	}
	d.Segment = segment.WithStop(segment.Start + d.Length)
	block.Advance(d.Length)
	pc.PushDelimiter(d)
	return d
}

var pairsKey = parser.NewContextKey()

// another counts the marks of a text, and tells whether one more may be.
func another(pc parser.Context) bool {
	n, _ := pc.Get(pairsKey).(int)
	pc.Set(pairsKey, n+1)
	return n < maxPairs
}

// IsDelimiter, CanOpenCloser and OnMatch are what goldmark asks when it matches.
func (p pairs) IsDelimiter(b byte) bool                       { return b == p.mark }
func (p pairs) CanOpenCloser(open, by *parser.Delimiter) bool { return open.Char == by.Char }

func (p pairs) OnMatch(length int) ast.Node {
	if p.mark == '~' {
		return extension.NewStrikethrough()
	}
	return ast.NewEmphasis(length)
}
