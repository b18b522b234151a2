package webui_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"talktalktalk/room/markup"
	"talktalktalk/room/texts"
	"talktalktalk/webui"
)

func TestRender(t *testing.T) {
	t.Parallel()
	const rel = ` rel="nofollow noreferrer noopener" target="_blank"`
	for _, c := range []struct{ text, want string }{
		{"hello", ""},
		{"a & b < c\n  d", ""},
		{"*a & b* <b>", "<em>a &amp; b</em> &lt;b&gt;"},
		{"**a *b* c** ~~`d`~~", "<strong>a <em>b</em> c</strong> <del><code>d</code></del>"},
		{"*a **b*** ", "<em>a <strong>b</strong></em> "},
		{"*a*\n\n  b", "<em>a</em>\n\n  b"},
		{"a\n> b\n> > c\nd", "a\n<blockquote>b\n<blockquote>c\n</blockquote></blockquote>d"},
		{"> a\n\n> b", "<blockquote>a\n</blockquote>\n<blockquote>b</blockquote>"},
		{"```go\na<b\n```\nc", `<pre><code class="language-go">a&lt;b` + "\n</code></pre>c"},
		{"```\na\n```", "<pre><code>a</code></pre>"},
		{"see **https://a.org/?b=c&d**.", `see <strong><a href="https://a.org/?b=c&amp;d"` + rel + `>https://a.org/?b=c&amp;d</a></strong>.`},
		{`https://a"onmouseover="alert(1)`, `<a href="https://a"` + rel + `>https://a</a>&#34;onmouseover=&#34;alert(1)`},
		{":tada:", "🎉"},
	} {
		if got := webui.Render(c.text); got != c.want {
			t.Errorf("render(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// hostileTexts try to get into a page what does not belong there.
var hostileTexts = []string{
	`https://a"onmouseover="alert(1)`, `*x* <img src=x onerror=alert(1)>`, "**<script>alert(1)</script>**",
	"[x](javascript:alert(1)) *x*", "*javascript:alert(1)*", "http://javascript:alert(1)", "https://a.org/'><svg/onload=alert(1)>",
	"<https://a.org> `<b>`", "*a **b ~~c `d* e** f~~ g`", "> **a\n> ```\n> </code></pre><script>\nb**", "```\"><script>\nx\n```",
	"```c++\n</code>\n```", "``` onclick=x\na\n```", "*a\u202eb\u2066c\x07\x9b\u2028d*", "`\x1b[31m` **\u0085**",
	"*e" + strings.Repeat("\u0301", 20) + "*" + strings.Repeat("\u0301", 20), "&lt;script&gt; *&amp;*", "*&#x3c;b&#x3e;*",
	"*\ufdd0\ufffe* *\x00* *\xff*", "https://a.org/\u202egro.live//:sptth", "https://\u200bgood.org *x*", strings.Repeat("*a ", 1000), strings.Repeat(">", 4000),
}

// checkRendered parses what is made of text as a browser does, and compares it
// with what may be in it.
func checkRendered(t *testing.T, text string) {
	t.Helper()
	made := webui.Render(text)
	if strings.ContainsFunc(made, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		t.Errorf("render(%q) = %q, with a control character", text, made)
	}
	nodes, err := html.ParseFragment(strings.NewReader(made), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	var seen strings.Builder
	for _, n := range nodes {
		if err := checkNode(n, &seen); err != nil {
			t.Errorf("render(%q) = %q: %v", text, made, err)
		}
	}
	if want := markup.Parse(texts.Legible(text)).Text(); made != "" && seen.String() != want {
		t.Errorf("render(%q) = %q, which shows %q, want %q", text, made, seen.String(), want)
	}
}

func checkNode(n *html.Node, seen *strings.Builder) error {
	if n.Type == html.TextNode {
		seen.WriteString(n.Data)
		return nil
	}
	if n.Type != html.ElementNode || !slices.Contains([]string{"strong", "em", "del", "code", "pre", "blockquote", "a"}, n.Data) {
		return fmt.Errorf("node %q", n.Data)
	}
	for _, a := range n.Attr {
		u, err := url.Parse(a.Val)
		switch {
		case n.Data == "a" && a.Key == "href" && err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		case n.Data == "a" && a.Key == "rel" && a.Val == "nofollow noreferrer noopener":
		case n.Data == "a" && a.Key == "target" && a.Val == "_blank":
		case n.Data == "code" && a.Key == "class" && strings.HasPrefix(a.Val, "language-"):
		default:
			return fmt.Errorf("attribute %s=%q of %s", a.Key, a.Val, n.Data)
		}
	}
	if n.Data == "a" && len(n.Attr) != 3 {
		return fmt.Errorf("a link with %v", n.Attr)
	}
	for c := range n.ChildNodes() {
		if err := checkNode(c, seen); err != nil {
			return err
		}
	}
	return nil
}

func TestRenderHostile(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts {
		checkRendered(t, text)
		checkRendered(t, texts.Clean(text))
	}
}

func FuzzRender(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkRendered(t, texts.Clean(text)) })
}

// FuzzHarmless: what need not go through the policy comes out of it as it went in.
func FuzzHarmless(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
		f.Add(html.EscapeString(text))
		f.Add("<strong>" + html.EscapeString(text) + "</strong>")
	}
	for _, made := range []string{
		"", " ", "\n", "</em>", "<em><em>", "<pre>\n\na</pre>", "<code>a", "</blockquote><blockquote>", "a&amp;lt;b&#34;&#39;", "&amp", "&ampamp;", "&#60;b&#62;",
		"<em >", "<EM>", "<em/>", "<em class=x>", "< em>", "<strong", "<a>", "<code class=\"language-go\">", "a>b", "\x00", "\r\n", "a\u00a0\u2028\ufffd\xff", "<!-- -->", "<pre><!--</pre>",
	} {
		f.Add(made)
	}
	f.Fuzz(func(t *testing.T, made string) {
		if webui.IsHarmless(made) && webui.MarkupPolicy.Sanitize(made) != made {
			t.Errorf("the policy makes %q of %q", webui.MarkupPolicy.Sanitize(made), made)
		}
	})
}

// TestHarmless: most of what render makes is, and nothing with an attribute is.
func TestHarmless(t *testing.T) {
	t.Parallel()
	for made, want := range map[string]bool{
		"<strong>a</strong> <em>b</em> <del>c</del> <code>d &lt;&#34;</code>\n<blockquote>e\n</blockquote><pre><code>f</code></pre>": true,
		"<code class=\"language-go\">a</code>": false, "<a href=\"https://a.org\">https://a.org</a>": false, "a > b": false, "&nbsp;": false, "<b>": false, "\x00": false,
	} {
		if got := webui.IsHarmless(made); got != want {
			t.Errorf("isHarmless(%q) = %v", made, got)
		}
	}
}

// TestMessageHTML: html stands beside the text, and only where there is markup.
func TestMessageHTML(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	c.send(`{"type":"say","id":"1","text":"**a** <b>\n:tada:"}`)
	if m := c.until("message"); m.text("html") != "<strong>a</strong> &lt;b&gt;\n🎉" || m.text("text") != "**a** <b>\n:tada:" {
		t.Errorf("with markup: %v", m)
	}
	c.send(`{"type":"say","id":"2","text":"a_b_c & # <b>"}`)
	m := c.until("message")
	if _, has := m["html"]; has || m.text("text") != "a_b_c & # <b>" {
		t.Errorf("without markup: %v", m)
	}
	c.send(fmt.Sprintf(`{"type":"before","id":"3","seq":%d}`, m.number("seq")))
	first := c.answer("3")["messages"].([]any)[0].(map[string]any)
	if first["html"] != "<strong>a</strong> &lt;b&gt;\n🎉" {
		t.Errorf("in a page: %v", first)
	}
}
