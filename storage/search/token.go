package search

import (
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/query"
)

// tokenizer parts tokens at spaces and nowhere else, as far as the tokens are
// those below: it takes for a part of a token what is no ASCII character, an ASCII
// letter or digit, or the _ of names.
const tokenizer = `ascii tokenchars '_'`

// What the tokens begin with that are no words. A word has no such character.
const (
	nameMark = "\ue000"
	linkMark = "\ue001"
)

// tokens are what a document is found by, parted by spaces.
func tokens(d room.Document) string {
	words := query.Words(d.Text)
	var b strings.Builder
	b.Grow(2*len(d.Text) + len(d.Name) + 16)
	for i, w := range words {
		b.WriteString(w.Text)
		if i+1 < len(words) && words[i+1].Joined {
			b.WriteString(words[i+1].Text)
		}
		b.WriteByte(' ')
	}
	b.WriteString(nameMark)
	b.WriteString(query.Name(d.Name))
	if query.HasLink(d.Text) {
		b.WriteByte(' ')
		b.WriteString(linkMark)
	}
	return b.String()
}

// expression is what q asks of a table, in FTS5's language; "" if it wants all.
// Nothing that anybody typed is anything but a string in it.
func expression(q query.Query) string {
	var all []string
	for _, p := range q.Parts {
		all = append(all, phrase(p))
	}
	if q.From != "" {
		all = append(all, quoted(nameMark+q.From))
	}
	if q.Link {
		all = append(all, quoted(linkMark))
	}
	return strings.Join(all, " AND ")
}

// phrase asks for the tokens that p's words are in. A character at the end may have
// any other behind it; if it has one before it, that one's token tells of it.
func phrase(p query.Phrase) string {
	var all []string
	for i, w := range p {
		switch last := i == len(p)-1; {
		case !last && p[i+1].Joined:
			all = append(all, w.Text+p[i+1].Text)
		case last && w.Joined:
		default:
			all = append(all, w.Text)
		}
	}
	s := quoted(strings.Join(all, " "))
	if last := p[len(p)-1]; last.Single && !last.Joined {
		s += "*"
	}
	return s
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
