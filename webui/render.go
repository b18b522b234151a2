package webui

import (
	"html"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"talktalktalk/room/markup"
	"talktalktalk/room/texts"
)

// render makes the HTML of a message's text, "" if it has no markup (B22). Its
// text content is what is to be seen, with "\n" between lines: the page keeps
// white space as it stands.
func render(text string) string {
	doc := markup.Parse(texts.Legible(text))
	if doc.Plain() {
		return ""
	}
	var w htmlWriter
	w.blocks(doc.Blocks, false)
	return sanitized(w.String())
}

// sanitized is what markupPolicy lets pass of HTML: the one way for it to a page.
func sanitized(made string) string {
	if isHarmless(made) {
		return made
	}
	return markupPolicy.Sanitize(made)
}

// isHarmless tells of HTML, whoever made it, that markupPolicy lets it pass as it
// stands (FuzzHarmless), which the policy takes twenty times as long for: it has no <
// but of a bare tag of harmlessTags, and no & but of what stands for a character.
func isHarmless(made string) bool {
	for i := 0; i < len(made); i++ {
		switch c := made[i]; {
		case c == '<':
			n := prefixOf(made[i:], harmlessTags)
			if n == 0 {
				return false
			}
			i += n - 1
		case c == '&':
			n := prefixOf(made[i:], escapes)
			if n == 0 {
				return false
			}
			i += n - 1
		case c == '>', c == '"', c == '\'', c < ' ' && c != '\n' && c != '\t':
			return false
		}
	}
	return true
}

var (
	harmlessTags = []string{
		"<strong>", "</strong>", "<em>", "</em>", "<del>", "</del>", "<code>", "</code>",
		"<pre>", "</pre>", "<blockquote>", "</blockquote>",
	}
	escapes = []string{"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"} // as html.EscapeString writes them
)

// prefixOf is how long that of the prefixes is which text begins with, 0 for none.
func prefixOf(text string, prefixes []string) int {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return len(p)
		}
	}
	return 0
}

// markupPolicy lets pass what render writes, and nothing else.
var markupPolicy = newMarkupPolicy()

func newMarkupPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("strong", "em", "del", "code", "pre", "blockquote")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9_+#.-]{1,32}$`)).OnElements("code")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true) // and noopener
	return p
}

// An htmlWriter writes the tree of a text as HTML.
type htmlWriter struct {
	strings.Builder
	open []style // of the spans so far, the outermost first
}

// A style is one of a Span's, and its tag.
type style struct {
	markup.Style
	tag string
}

// styles are all of them, in the order in which they stand in each other.
var styles = []style{
	{markup.Bold, "strong"}, {markup.Italic, "em"}, {markup.Struck, "del"}, {markup.Mono, "code"},
}

// blocks writes blocks, each with the end of its last line inside, which is
// not seen there. Only the very last has none, unless more follows.
func (w *htmlWriter) blocks(blocks []markup.Block, more bool) {
	for i, b := range blocks {
		w.block(b, more || i < len(blocks)-1)
	}
}

func (w *htmlWriter) block(b markup.Block, more bool) {
	end := ""
	if more {
		end = "\n"
	}
	switch b.Kind {
	case markup.Quote:
		w.WriteString("<blockquote>")
		w.blocks(b.Blocks, more)
		w.WriteString("</blockquote>")
	case markup.Code:
		w.WriteString("<pre><code")
		if b.Language != "" {
			w.WriteString(` class="language-` + html.EscapeString(b.Language) + `"`)
		}
		w.WriteString(">" + html.EscapeString(b.Text+end) + "</code></pre>")
	default:
		w.spans(b.Spans)
		w.WriteString(end)
	}
}

func (w *htmlWriter) spans(spans []markup.Span) {
	for _, s := range spans {
		w.turn(s.Style)
		text := html.EscapeString(s.Text)
		if s.Style&markup.Link != 0 {
			text = `<a href="` + text + `">` + text + "</a>"
		}
		w.WriteString(text)
	}
	w.turn(0)
}

// turn closes and opens tags until those of the style to are open.
func (w *htmlWriter) turn(to markup.Style) {
	keep := 0
	for keep < len(w.open) && to&w.open[keep].Style != 0 {
		to &^= w.open[keep].Style
		keep++
	}
	for last := len(w.open) - 1; last >= keep; last-- {
		w.WriteString("</" + w.open[last].tag + ">")
	}
	w.open = w.open[:keep]
	for _, s := range styles {
		if to&s.Style != 0 {
			w.WriteString("<" + s.tag + ">")
			w.open = append(w.open, s)
		}
	}
}
