package markup

import (
	"github.com/yuin/goldmark-emoji"
	emojis "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// codesOfEmoji reads :emoji: where they are not part of a word, as in 12:100:30,
// and only those that are characters.
type codesOfEmoji struct{ known parser.InlineParser }

func newCodesOfEmoji() codesOfEmoji { return codesOfEmoji{emoji.NewParser()} }

func (c codesOfEmoji) Trigger() []byte { return c.known.Trigger() }

func (c codesOfEmoji) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); before < 0x80 && isAlphanumeric(byte(before)) {
		return nil
	}
	n, ok := c.known.Parse(parent, block, pc).(*emojis.Emoji)
	if !ok || !n.Value.IsUnicode() || isAlphanumeric(block.Peek()) {
		return nil
	}
	return n
}
