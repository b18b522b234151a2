package query

import (
	"time"
	"unicode/utf8"
)

const (
	// MaxChars is how long a query is at most, in characters.
	MaxChars = 500

	partsMost = 20 // words and phrases of a query
)

// A Query says which messages are looked for.
type Query struct {
	Parts         []Phrase  // all of them are in the text
	From          string    // who said it, as Name has it; "" for anybody
	After, Before time.Time // when: not before After, before Before; zero for any time
	Link          bool      // it has a link
}

// A Phrase are words that stand in a text as they do here, at least one.
type Phrase []Word

// A Mistake is a sentence for whoever typed a query that means nothing.
type Mistake string

func (m Mistake) Error() string { return string(m) }

// Match tells whether the query finds a text that was said under a name at a time.
func (q Query) Match(name, text string, at time.Time) bool {
	switch {
	case q.Link && !HasLink(text),
		q.From != "" && Name(name) != q.From,
		!q.After.IsZero() && at.Before(q.After),
		!q.Before.IsZero() && !at.Before(q.Before):
		return false
	case len(q.Parts) == 0:
		return true
	}
	words := Words(text)
	for _, p := range q.Parts {
		if p.find(words, 0) < 0 {
			return false
		}
	}
	return true
}

// A Span is a stretch of a text, in bytes.
type Span struct{ From, To int }

// Marks are the stretches of a text that the words of the query are in, in order
// and apart from each other.
func (q Query) Marks(text string) []Span {
	words := Words(text)
	marked := make([]bool, len(words))
	for _, p := range q.Parts {
		for i := p.find(words, 0); i >= 0; i = p.find(words, i+1) {
			for j := range p {
				marked[i+j] = true
			}
		}
	}
	var spans []Span
	for i, w := range words {
		switch last := len(spans) - 1; {
		case !marked[i]:
		case last >= 0 && marked[i-1] && (w.Joined || w.From <= spans[last].To):
			spans[last].To = w.To
		default:
			spans = append(spans, Span{w.From, w.To})
		}
	}
	return spans
}

// find is the first place in words, not before from, where the phrase stands; -1 for none.
func (p Phrase) find(words []Word, from int) int {
	for i := from; i+len(p) <= len(words); i++ {
		if p.at(words[i:]) {
			return i
		}
	}
	return -1
}

// at tells whether words begin with the phrase.
func (p Phrase) at(words []Word) bool {
	for i, w := range p {
		if words[i].Text != w.Text || i > 0 && words[i].Joined != w.Joined {
			return false
		}
	}
	return true
}

// tooLong is the mistake of a query with too many characters, or nil.
func tooLong(text string) error {
	if n := utf8.RuneCountInString(text); n > MaxChars {
		return mistake("A search has at most %d characters; this one has %d.", MaxChars, n)
	}
	return nil
}
