package markup_test

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"talktalktalk/room/markup"
	"talktalktalk/room/texts"
)

// sketch writes a tree down: {b bold} {i italic} {s struck} {m code} {a link},
// <quote> and [language|code].
func sketch(blocks []markup.Block) string {
	var parts []string
	for _, b := range blocks {
		switch b.Kind {
		case markup.Quote:
			parts = append(parts, "<"+sketch(b.Blocks)+">")
		case markup.Code:
			parts = append(parts, "["+b.Language+"|"+b.Text+"]")
		default:
			parts = append(parts, sketchSpans(b.Spans))
		}
	}
	return strings.Join(parts, "/")
}

func sketchSpans(spans []markup.Span) string {
	var b strings.Builder
	for _, s := range spans {
		names := ""
		for i, name := range "bisma" {
			if s.Style&(1<<i) != 0 {
				names += string(name)
			}
		}
		if names == "" {
			b.WriteString(s.Text)
		} else {
			fmt.Fprintf(&b, "{%s %s}", names, s.Text)
		}
	}
	return b.String()
}

var parses = []struct{ typed, want string }{
	// Styles.
	{"*a* **b** ~~c~~ `d`", "{i a} {b b} {s c} {m d}"},
	{"***a*** **b *c*** *d **e***", "{bi a} {b b }{bi c} {i d }{bi e}"},
	{"**~~a~~** b", "{bs a} b"},
	{"**a\nb**", "{b a\nb}"},
	{"2 * 3 * 4, *a, b*, **", "2 * 3 * 4, {i a, b}, **"},
	{"*a\n\nb*", "*a\n\nb*"},
	{"*a\n \nb*", "*a\n \nb*"},
	{"~a~ ~~~b~~~ ~~c~", "~a~ ~~~b~~~ ~~c~"},
	{"_a_ __b__ a_b_c", "_a_ __b__ a_b_c"},
	{"`*a*` `` `b` `` `c", "{m *a*} {m `b`} `c"},
	{"` ` `a\nb`", "{m  } `a\nb`"},
	{"**a `b** c`", "**a {m b** c}"},
	{`\*a\* \` + "`b`" + ` \\ a\` + "\nb", `\{i a\} \` + "{m b}" + ` \\ a\` + "\nb"},
	{"*a*\\\n\\\n*b*  \n  c", "{i a}\\\n\\\n{i b}  \n  c"},

	// What is no markup.
	{"# a\n- b\n* c\n1. d\n+ e", "# a\n- b\n* c\n1. d\n+ e"},
	{"a\n===\nb\n---\n***", "a\n===\nb\n---\n***"},
	{"![a](b) [c](https://d.org) [e]: f", "![a](b) [c]({a https://d.org}) [e]: f"},
	{"[e]: /f\n\n[e]", "[e]: /f\n\n[e]"},
	{"<b>x</b> <!-- --> <https://a.org> <a@b.org>", "<b>x</b> <!-- --> <{a https://a.org}> <a@b.org>"},
	{"&lt; &amp; &#65; | a |", "&lt; &amp; &#65; | a |"},
	{"a  \n\n\n    b\n\tc  d", "a  \n\n\n    b\n\tc  d"},
	{"*a*  \n\n\n    b\n\tc  d", "{i a}  \n\n\n    b\n\tc  d"},
	{"x*\u0301y* *\ufe0f\u20e3 `\u0301a`", "x*\u0301y* *\ufe0f\u20e3 `\u0301a`"},
	{"**a**\u0301 `b`\u0301", "**a**\u0301 `b`\u0301"},

	// Quotes.
	{"> a\nb", "<a>/b"},
	{">a\n> b\n\n> c", "<a\nb>//<c>"},
	{"a\n> *b*\n>\n>   c\nd", "a/<{i b}\n\n  c>/d"},
	{"> a\n> > b\n>\n> c\n\n\nd", "<a/<b>/\nc>/\n\nd"},
	{">\n> a\n>", "<\na\n>"},
	{" > a\n1 > 0", " > a\n1 > 0"},
	{"> *a\nb*", "<*a>/b*"},
	{strings.Repeat(">", 18) + "a", strings.Repeat("<", 16) + ">>a" + strings.Repeat(">", 16)},

	// Fences.
	{"```\n  a *b*\n\n\tc  \n```\nd", "[|  a *b*\n\n\tc  ]/d"},
	{"a\n``` go \nb\n````  \n\nc", "a/[go|b]/\nc"},
	{"````\n```\n````", "[|```]"},
	{"```\na", "[|a]"},
	{"```\n```", "[|]"},
	{"```\n\n```", "[|]"},
	{"```a b\nc\n```", "```a b\nc/[|]"},
	{"```a```", "{m a}"},
	{"> ```\n> a\n>\n> b\n> ```\n>\n> c\nd", "<[|a\n\nb]/\nc>/d"},
	{"> ```\n> a\nb", "<[|a]>/b"},
	{" ```\n a", " ```\n a"},

	// Emoji.
	{":tada: :+1:!", "🎉 👍!"},
	{":nope: :octocat: 12:100:30 a:tada: :tada:a ::tada::", ":nope: :octocat: 12:100:30 a:tada: :tada:a :🎉:"},
	{"`:tada:`", "{m :tada:}"},
}

func TestParse(t *testing.T) {
	for _, c := range parses {
		doc := markup.Parse(c.typed)
		if got := sketch(doc.Blocks); got != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.typed, got, c.want)
		}
		if doc.Plain() != (c.typed == c.want) {
			t.Errorf("Parse(%q).Plain() = %v", c.typed, doc.Plain())
		}
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"https://a.org", "{a https://a.org}"},
		{"HTTP://A.org:80/x?y=1&z#m", "{a HTTP://A.org:80/x?y=1&z#m}"},
		{"see http://localhost:9000.", "see {a http://localhost:9000}."},
		{"(https://a.org/b_(c)), [http://a.org]", "({a https://a.org/b_(c)}), [{a http://a.org}]"},
		{"http://a.org/?! http://a.org... http://a.org/a.b,", "{a http://a.org/}?! {a http://a.org}... {a http://a.org/a.b},"},
		{"**https://a.org** *http://b.org/*, ~~http://c.org~~", "{ba https://a.org} {ia http://b.org/}, {sa http://c.org}"},
		{"https://a.org/*x*/y_z_", "{a https://a.org/*x*/y_z_}"},
		{"`https://a.org` ", "{m https://a.org} "},
		{`https://a"onmouseover="alert(1)`, `{a https://a}"onmouseover="alert(1)`},
		{"https://a.org<script> https://a.org`x`", "{a https://a.org}<script> {a https://a.org}{m x}"},
		{"javascript:alert(1) ftp://a.org file:///x data:text/html,x //a.org www.a.org", "javascript:alert(1) ftp://a.org file:///x data:text/html,x //a.org www.a.org"},
		{"http:// https://. http://? http:///a http://*a*", "http:// https://. http://? http:///a http://*a*"},
		{"https://good.org@evil.org https://good.org\\@evil.org", "https://good.org@evil.org {a https://good.org}\\@evil.org"},
		{"xhttp://a.org shttps://a.org :https://a.org", "xhttp://a.org shttps://a.org :{a https://a.org}"},
		{"siehe“https://a.org”，https://b.org/中文。次", "siehe“{a https://a.org}”，{a https://b.org/中文}。次"},
		{"https://bücher.example/ä", "{a https://bücher.example/ä}"},
		{"https://a.org/\u202e\u200bx", "{a https://a.org/}\u202e\u200bx"},
		{"http://[::1]:9000/ http://[x]/", "{a http://[::1]:9000/} http://[x]/"},
		{"http://a.org:x/ http://a.org/%zz", "http://a.org:x/ http://a.org/%zz"},
		{"http://a.org http://b.org\nhttp://c.org", "{a http://a.org} {a http://b.org}\n{a http://c.org}"},
		{"> https://a.org\nhttps://b.org", "<{a https://a.org}>/{a https://b.org}"},
		{"https://a⁄evil.org https://a.org⁄x", "https://a⁄evil.org https://a.org⁄x"},
	} {
		if got := sketch(markup.Parse(c.typed).Blocks); got != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestTextAndProse(t *testing.T) {
	doc := markup.Parse("*a*`b`c https://d.org\n> e\n\n```go\nf\n```\n:tada:")
	if got, want := doc.Text(), "abc https://d.org\ne\n\nf\n🎉"; got != want {
		t.Errorf("Text() = %q, want %q", got, want)
	}
	if got, want := doc.Prose(), "a c "+strings.Repeat(" ", len("https://d.org"))+"\ne\n\n \n🎉"; got != want {
		t.Errorf("Prose() = %q, want %q", got, want)
	}
}

// hostile are pieces that make careless readers slow when they come in masses.
var hostile = []string{
	"*", "**", "*a ", "a* ", "**a *b", "*a_ ", "a**b*c", "~~", "~~a ", "a~~ ", "*a ~~b ", "`", "``", "`a", "`a ``b ```c ",
	"[", "](", "![", "<", "<a ", ">", "> ", ">\n", "> a\n", ">>>\n>\n", "\\", "\\\n", "\n", " \n", "  ", "\t", ":", ":a", ":tada:", ":tada",
	"http://", "http://a", "http://%", "http://a ", "http://a.b/(", "http://a)", "https://a.b/?", "```\n", "```a\n```\n", "``````````", "&lt;", "\u0301", "*\u0301", "é", "🎉",
}

// TestHostile reads a message full of each, and texts far longer than messages
// are, for which a reader that is not linear would need hours.
func TestHostile(t *testing.T) {
	for _, piece := range hostile {
		for _, chars := range []int{texts.MaxChars, 25 * texts.MaxChars} {
			typed := strings.Repeat(piece, chars/utf8.RuneCountInString(piece))
			start := time.Now()
			doc := markup.Parse(typed)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%d times %q took %v", chars/len(piece), piece, took)
			}
			if got := deepest(doc.Blocks); got > 16 {
				t.Errorf("%q: quotes %d deep, want 16 at most", piece, got)
			}
		}
	}
}

func deepest(blocks []markup.Block) (depth int) {
	for _, b := range blocks {
		if b.Kind == markup.Quote {
			depth = max(depth, 1+deepest(b.Blocks))
		}
	}
	return depth
}

// FuzzParse: what is to be seen is what was typed without marks.
func FuzzParse(f *testing.F) {
	for _, piece := range hostile {
		f.Add(piece)
		f.Add("a " + piece + piece + " b\n" + piece)
	}
	for _, plain := range []string{"", "at 12:30", "a -> b", "a\n> b", "no*", "*", "* *", "~", "~~", "a ~~ b ~", "`", "``", "a: b\\", "a  \n  b", "\\*", "http:/a", "x://y"} {
		f.Add(plain)
	}
	f.Add("> ```go\n> a\n>\n> > *b*\n\n```\nc `d` ~~**e**~~ https://f.org/(g). :tada:")
	short := regexp.MustCompile(`:[a-zA-Z0-9_+-]+:`)
	f.Fuzz(func(t *testing.T, text string) {
		typed := texts.Legible(texts.Clean(text))
		doc := markup.Parse(typed)
		if doc.Plain() && doc.Text() != typed {
			t.Errorf("Parse(%q).Text() = %q, and plain", typed, doc.Text())
		}
		if read := markup.Read(typed); typed != "" && !reflect.DeepEqual(doc, read) {
			t.Errorf("Parse(%q) = %+v, want what is read in it: %+v", typed, doc, read)
		}
		if short.MatchString(typed) {
			return // a short code has become a character
		}
		if got, want := bare(full(doc.Blocks)), bare(typed); got != want {
			t.Errorf("Parse(%q) shows %q, want %q", typed, got, want)
		}
		if !within(doc.Text(), typed) {
			t.Errorf("Parse(%q).Text() = %q: more than was typed", typed, doc.Text())
		}
		if strings.Count(typed, "\n") < strings.Count(doc.Text(), "\n") {
			t.Errorf("Parse(%q).Text() = %q: more lines than were typed", typed, doc.Text())
		}
	})
}

// full is all text of blocks, languages too.
func full(blocks []markup.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(block.Language + block.Text + full(block.Blocks))
		for _, s := range block.Spans {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// bare is text without the characters that can be marks, and white space.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("*~`> \t\n", r) {
			return -1
		}
		return r
	}, text)
}

// within tells whether part is whole with characters left out.
func within(part, whole string) bool {
	rest := []rune(whole)
	for _, r := range part {
		i := 0
		for i < len(rest) && rest[i] != r {
			i++
		}
		if i == len(rest) {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

func BenchmarkParse(b *testing.B) {
	for name, typed := range map[string]string{
		"plain":  strings.Repeat("hello you ", 10),
		"marked": "see **this**: https://example.org/a_(b) and `code`, :tada:\n> quoted",
		"stars":  strings.Repeat("*a ", texts.MaxChars/3),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				markup.Parse(typed)
			}
		})
	}
}
