package markup

import (
	"strings"
)

// A Doc is a text that has been read.
type Doc struct {
	Blocks []Block

	plain bool
}

// Kind says what a Block is.
type Kind uint8

// The kinds of blocks.
const (
	Lines Kind = iota // ordinary text, of any number of lines: Spans
	Quote             // what others said: Blocks
	Code              // fenced code: Text and Language
)

// A Block stands on lines of its own.
type Block struct {
	Kind     Kind
	Spans    []Span
	Blocks   []Block
	Text     string // without the last line's end
	Language string // as typed after the fence, or ""
}

// A Span is a stretch of text of one style. Neighbors differ in style.
type Span struct {
	Text  string // as it is to be seen, with "\n" between lines
	Style Style
}

// Style is a set of what holds for a Span.
type Style uint8

// The styles. The text of a Link is its address, http or https.
const (
	Bold Style = 1 << iota
	Italic
	Struck
	Mono // `code`
	Link
)

// Plain tells whether the text that was read has no markup at all: what is to
// be seen is what was typed.
func (d *Doc) Plain() bool { return d.plain }

// Text is what is to be seen: the typed text without its marks.
func (d *Doc) Text() string { return seen(d.Blocks, func(s string) string { return s }) }

// Prose is Text with spaces for links and code: where names are looked for
// (B41). Positions in the one are those in the other.
func (d *Doc) Prose() string {
	return seen(d.Blocks, func(s string) string { return strings.Repeat(" ", len(s)) })
}

// seen joins what is to be seen of blocks; special says what is seen of code and links.
func seen(blocks []Block, special func(string) string) string {
	var b strings.Builder
	for i, block := range blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch block.Kind {
		case Quote:
			b.WriteString(seen(block.Blocks, special))
		case Code:
			b.WriteString(special(block.Text))
		default:
			for _, s := range block.Spans {
				if s.Style&(Mono|Link) != 0 {
					b.WriteString(special(s.Text))
				} else {
					b.WriteString(s.Text)
				}
			}
		}
	}
	return b.String()
}
