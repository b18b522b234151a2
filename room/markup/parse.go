package markup

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	emojis "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mayHaveMarkup tells of most texts that have none, without reading them: of an
// hour, an arrow, a footnote's lone star, too.
func mayHaveMarkup(typed string) bool {
	return strings.Count(typed, "*") > 1 || strings.Count(typed, "`") > 1 || strings.Count(typed, ":") > 1 ||
		strings.Count(typed, "~~") > 1 || strings.Contains(typed, "://") ||
		strings.HasPrefix(typed, ">") || strings.Contains(typed, "\n>")
}

var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(bodies{}, 1),
		util.Prioritized(quotes{}, 2),
		util.Prioritized(fences{}, 3),
		util.Prioritized(ordinary{}, 4),
	),
	parser.WithInlineParsers(
		util.Prioritized(backslashes{}, 1),
		util.Prioritized(codes{}, 2),
		util.Prioritized(links{}, 3),
		util.Prioritized(newCodesOfEmoji(), 4),
		util.Prioritized(pairs{'*'}, 5),
		util.Prioritized(pairs{'~'}, 6),
	),
)

// Parse reads a text that texts.Clean and texts.Legible have been over: what
// they drop could hide marks, or pile up without them. Safe for concurrent use.
func Parse(typed string) *Doc {
	if !mayHaveMarkup(typed) {
		return &Doc{plain: true, Blocks: []Block{{Spans: []Span{{Text: typed}}}}}
	}
	return read(typed)
}

// read is Parse for a text that may have markup.
func read(typed string) *Doc {
	t := tree{source: []byte(typed + "\n")} // so that every line has an end
	root := reader.Parse(text.NewReader(t.source))
	d := &Doc{}
	if body := root.FirstChild(); body != nil {
		d.Blocks = t.blocks(body)
	}
	d.plain = len(d.Blocks) == 1 && d.Blocks[0].Kind == Lines && only(d.Blocks[0].Spans, Span{Text: typed})
	return d
}

func only(spans []Span, s Span) bool { return len(spans) == 1 && spans[0] == s }

// A tree makes our tree of goldmark's.
type tree struct{ source []byte }

// blocks are those in parent. Lines that follow on each other become one.
func (t tree) blocks(parent ast.Node) []Block {
	var all []Block
	for n := parent.FirstChild(); n != nil; {
		switch node := n.(type) {
		case *quote:
			all = append(all, Block{Kind: Quote, Blocks: t.blocks(node)})
			n = n.NextSibling()
		case *fence:
			code := strings.TrimSuffix(string(node.Lines().Value(t.source)), "\n")
			all = append(all, Block{Kind: Code, Text: code, Language: node.language})
			n = n.NextSibling()
		default:
			var w weaver
			for ; n != nil && n.Kind() == kindLines; n = n.NextSibling() {
				t.weave(&w, n, 0)
			}
			all = append(all, Block{Spans: w.end()})
		}
	}
	return all
}

// weave puts what is in parent into w, in style and more.
func (t tree) weave(w *weaver, parent ast.Node, style Style) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			w.add(t.text(n), style)
		case *link:
			w.add(n.segment.Value(t.source), style|Link)
		case *emojis.Emoji:
			w.add([]byte(string(n.Value.Unicode)), style)
		default:
			t.weave(w, n, style|styleOf(n))
		}
	}
}

func styleOf(n ast.Node) Style {
	switch n := n.(type) {
	case *ast.CodeSpan:
		return Mono
	case *extension.Strikethrough:
		return Struck
	case *ast.Emphasis:
		if n.Level == 2 {
			return Bold
		}
		return Italic
	}
	return 0
}

// text is what stands in the source for n: at the end of a line goldmark has
// dropped the spaces, and a backslash.
func (t tree) text(n *ast.Text) []byte {
	stop := n.Segment.Stop
	if n.SoftLineBreak() || n.HardLineBreak() {
		stop += bytes.IndexByte(t.source[stop:], '\n') + 1
	}
	return t.source[n.Segment.Start:stop]
}

// A weaver makes spans of pieces of text.
type weaver struct {
	spans []Span
	text  strings.Builder // of the span to come
	style Style
}

// add adds text to the last span if that has the same style. Links stay apart.
func (w *weaver) add(text []byte, style Style) {
	if style != w.style || style&Link != 0 {
		w.cut()
		w.style = style
	}
	w.text.Write(text)
}

func (w *weaver) cut() {
	if w.text.Len() > 0 {
		w.spans = append(w.spans, Span{w.text.String(), w.style})
		w.text.Reset()
	}
}

// end returns the spans, without the end of their last line.
func (w *weaver) end() []Span {
	w.cut()
	last := len(w.spans) - 1
	if last < 0 {
		return nil
	}
	if w.spans[last].Text = strings.TrimSuffix(w.spans[last].Text, "\n"); w.spans[last].Text == "" {
		return w.spans[:last]
	}
	return w.spans
}

// extends tells whether text begins with a character that joins the one before
// it. A mark before it must stay, or it would pile up on another letter (B53).
func extends(text []byte) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = 0x200c, 0x200d
	r, _ := utf8.DecodeRune(text)
	return r == zeroWidthNonJoiner || r == zeroWidthJoiner || unicode.Is(unicode.M, r)
}
