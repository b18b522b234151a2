package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Word is a word of a text.
type Word struct {
	Text     string // folded: what it is found by
	From, To int    // the bytes of the text that it is made of

	// Single is a character of a script without spaces; Joined is a Single
	// that stands directly behind another.
	Single, Joined bool
}

// Words takes a text apart.
func Words(text string) []Word {
	s := splitter{words: make([]Word, 0, len(text)/usualWord)}
	if ascii(text) {
		s.ascii(text)
		return s.words
	}
	var segments norm.Iter
	segments.InitString(norm.NFKC, text)
	for !segments.Done() {
		from := segments.Pos()
		segment := segments.Next()
		for len(segment) > 0 {
			r, n := utf8.DecodeRune(segment)
			s.take(r, from, segments.Pos())
			segment = segment[n:]
		}
	}
	s.end()
	return s.words
}

// usualWord is how many bytes of a text make a word, at a guess.
const usualWord = 6

// A splitter takes a text in and gives its words.
type splitter struct {
	words    []Word
	letters  strings.Builder // of the word that goes on
	from, to int             // where it stands
	joins    bool            // the last character was a single one
}

// take takes the next character, which stands at the bytes from to.
func (s *splitter) take(r rune, from, to int) {
	switch {
	case isSingle(r):
		joined := s.joins && s.letters.Len() == 0
		s.end()
		s.words = append(s.words, Word{Text: string(r), From: from, To: to, Single: true, Joined: joined})
		s.joins = true
	case isAccent(r): // of whatever is before it
		if s.letters.Len() > 0 {
			s.to = to
		}
	case unicode.Is(unicode.So, r):
		s.end()
		s.words = append(s.words, Word{Text: string(r), From: from, To: to})
	case isLetter(r):
		if s.letters.Len() == 0 {
			s.from = from
		}
		s.joins, s.to = false, to
		fold(&s.letters, r)
	default:
		s.end()
	}
}

// end ends the word that goes on, if there is one.
func (s *splitter) end() {
	s.joins = false
	if s.letters.Len() == 0 {
		return
	}
	s.words = append(s.words, Word{Text: s.letters.String(), From: s.from, To: s.to})
	s.letters.Reset()
}

// ascii takes a whole text in which every character is a byte.
func (s *splitter) ascii(text string) {
	lower := strings.ToLower(text)
	for i := 0; i < len(lower); i++ {
		from := i
		for i < len(lower) && isAlphanumeric(lower[i]) {
			i++
		}
		if i > from {
			s.words = append(s.words, Word{Text: lower[from:i], From: from, To: i})
		}
	}
}

func isAlphanumeric(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' }

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}
