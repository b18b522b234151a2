package markup

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxQuotes is how deep quotes stand in quotes; a ">" more is text.
const maxQuotes = 16

// The blocks, as nodes of goldmark's tree. The body holds all others. It is
// always open, or goldmark would skip the blank lines between blocks.
type (
	body  struct{ ast.BaseBlock }
	lines struct{ ast.BaseBlock }
	quote struct {
		ast.BaseBlock
		depth int
	}
	fence struct {
		ast.BaseBlock
		ticks    int // in the line that opened it
		language string
	}
)

var (
	kindBody  = ast.NewNodeKind("Body")
	kindLines = ast.NewNodeKind("Lines")
	kindQuote = ast.NewNodeKind("Quote")
	kindFence = ast.NewNodeKind("Fence")
)

func (*body) Kind() ast.NodeKind  { return kindBody }
func (*lines) Kind() ast.NodeKind { return kindLines }
func (*quote) Kind() ast.NodeKind { return kindQuote }
func (*fence) Kind() ast.NodeKind { return kindFence }

func (n *body) Dump(source []byte, level int)  { ast.DumpHelper(n, source, level, nil, nil) }
func (n *lines) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
func (n *quote) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
func (n *fence) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// IsRaw keeps inline parsers out of code.
func (*fence) IsRaw() bool { return true }

// anywhere is what all block parsers have in common.
type anywhere struct{}

func (anywhere) Trigger() []byte                             { return nil } // any line
func (anywhere) Close(ast.Node, text.Reader, parser.Context) {}
func (anywhere) CanInterruptParagraph() bool                 { return true }
func (anywhere) CanAcceptIndentedLine() bool                 { return true }
func isBlank(line []byte) bool                               { return len(line) > 0 && line[0] == '\n' }

func isLast(node ast.Node, pc parser.Context) bool { return pc.LastOpenedBlock().Node == node }

func inDocument(parent ast.Node) bool { return parent.Kind() == ast.KindDocument }

// keepBlank puts the blank line at which the reader stands behind what parent
// holds. goldmark opens no block for one.
func keepBlank(parent ast.Node, reader text.Reader) {
	if line, segment := reader.PeekLine(); isBlank(line) {
		n := &lines{}
		n.Lines().Append(segment)
		parent.AppendChild(parent, n)
	}
}

// bodies opens the body at the first line.
type bodies struct{ anywhere }

func (bodies) Open(parent ast.Node, _ text.Reader, _ parser.Context) (ast.Node, parser.State) {
	if !inDocument(parent) {
		return nil, parser.NoChildren
	}
	return &body{}, parser.HasChildren
}

func (bodies) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if isLast(node, pc) {
		keepBlank(node, reader)
	}
	return parser.Continue | parser.HasChildren
}

// ordinary opens lines where nothing else does. A blank line ends them, so that
// a lone * makes no match with one far below.
type ordinary struct{ anywhere }

func (ordinary) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	n := &lines{}
	takeLine(n, reader)
	return n, parser.NoChildren
}

func (ordinary) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		keepBlank(node.Parent(), reader)
		return parser.Close
	}
	if line[0] == '>' && depth(node.Parent()) < maxQuotes {
		return parser.Close
	}
	if ticks, _ := opening(line); ticks > 0 {
		return parser.Close
	}
	takeLine(node, reader)
	return parser.Continue | parser.NoChildren
}

func takeLine(node ast.Node, reader text.Reader) {
	_, segment := reader.PeekLine()
	node.Lines().Append(segment)
	reader.AdvanceToEOL()
}

// quotes opens a quote at a ">".
type quotes struct{ anywhere }

func (quotes) Open(parent ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	n := &quote{depth: depth(parent) + 1}
	if n.depth > maxQuotes || !skipQuoteMark(reader) {
		return nil, parser.NoChildren
	}
	keepBlank(n, reader)
	return n, parser.HasChildren
}

func (quotes) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if !skipQuoteMark(reader) {
		keepBlank(node.Parent(), reader)
		return parser.Close
	}
	if isLast(node, pc) {
		keepBlank(node, reader)
	}
	return parser.Continue | parser.HasChildren
}

// depth is how many quotes node and what it stands in are.
func depth(node ast.Node) int {
	if q, ok := node.(*quote); ok {
		return q.depth
	}
	return 0
}

// skipQuoteMark goes behind a ">" and one space.
func skipQuoteMark(reader text.Reader) bool {
	line, _ := reader.PeekLine()
	switch {
	case line[0] != '>':
		return false
	case len(line) > 1 && line[1] == ' ':
		reader.Advance(2)
	default:
		reader.Advance(1)
	}
	return true
}

// fences opens fenced code.
type fences struct{ anywhere }

func (fences) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	ticks, language := opening(line)
	if ticks == 0 {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &fence{ticks: ticks, language: language}, parser.NoChildren
}

func (fences) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	mark := bytes.TrimRight(line, " \t\n")
	if len(mark) >= node.(*fence).ticks && len(bytes.Trim(mark, "`")) == 0 {
		reader.AdvanceToEOL()
		return parser.Close
	}
	takeLine(node, reader)
	return parser.Continue | parser.NoChildren
}

var openingLine = regexp.MustCompile("^(```+)[ \t]*([A-Za-z0-9_+#.-]{0,32})[ \t]*\n")

// opening takes the line apart that opens a fence; ticks is 0 if it does not.
func opening(line []byte) (ticks int, language string) {
	if m := openingLine.FindSubmatch(line); m != nil {
		return len(m[1]), string(m[2])
	}
	return 0, ""
}
