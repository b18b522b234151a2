package markup

import (
	"bytes"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// link is an address, as a node of goldmark's tree.
type link struct {
	ast.BaseInline
	segment text.Segment
}

var kindLink = ast.NewNodeKind("Address")

func (*link) Kind() ast.NodeKind              { return kindLink }
func (n *link) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// links reads bare addresses (B54). A ":" tells where one may be; what is
// before it has become text already, and is taken back.
type links struct{}

func (links) Trigger() []byte { return []byte{':'} }

func (links) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	rest, ok := bytes.CutPrefix(line, []byte("://"))
	before, isText := parent.LastChild().(*ast.Text)
	if !ok || !isText {
		return nil
	}
	scheme := schemeAtEnd(block.Value(before.Segment))
	size := len("://") + extent(rest)
	if scheme == 0 || size == len("://") {
		return nil
	}
	found := text.NewSegment(segment.Start-scheme, segment.Start+size)
	if !isAddress(string(found.Value(block.Source()))) {
		return typed(block, size) // all of it, so that nothing is looked at twice
	}
	if before.Segment = before.Segment.WithStop(found.Start); before.Segment.IsEmpty() {
		parent.RemoveChild(parent, before)
	}
	block.Advance(size)
	return &link{segment: found}
}

// schemeAtEnd is how long the http or https is that text ends with, 0 if it is
// none or the end of a longer word.
func schemeAtEnd(text []byte) int {
	for _, scheme := range []string{"https", "http"} {
		at := len(text) - len(scheme)
		if at >= 0 && strings.EqualFold(string(text[at:]), scheme) && (at == 0 || !isAlphanumeric(text[at-1])) {
			return len(scheme)
		}
	}
	return 0
}

func isAlphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// extent is how far an address goes that text begins with: to the first
// character that is in none, less the punctuation of the sentence around it.
func extent(text []byte) int {
	end := bytes.IndexFunc(text, func(r rune) bool { return !inAddress(r) })
	if end < 0 {
		end = len(text)
	}
	open := make(map[byte]int) // of each bracket, more opening than closing ones
	for _, b := range text[:end] {
		if o := opened[b]; o != 0 {
			open[o]--
		} else {
			open[b]++
		}
	}
	for ; end > 0; end-- {
		last := text[end-1]
		if o := opened[last]; o != 0 && open[o] < 0 {
			open[o]++
		} else if strings.IndexByte("?!.,:;'*~([{", last) < 0 {
			break
		}
	}
	return end
}

// opened has the opening bracket of each closing one.
var opened = map[byte]byte{')': '(', ']': '[', '}': '{'}

// inAddress leaves out what cannot be seen, and beyond ASCII all punctuation,
// which belongs to the sentence.
func inAddress(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7f && !strings.ContainsRune("\"<>`\\|", r)
	}
	return r != utf8.RuneError && unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsPunct(r)
}

// isAddress tells whether text leads where it seems to: to a host that is a
// name or an address, with nothing like a user's name before it.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.User != nil {
		return false
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return true
	}
	return u.Hostname() != "" && !strings.ContainsFunc(u.Hostname(), func(r rune) bool {
		return r != '-' && r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
}
