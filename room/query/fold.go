package query

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unspaced are the scripts whose words are not parted by spaces.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

const (
	firstUnspaced = 0x0e01 // of the scripts above
	prolonging    = 'ー'    // belongs to no script, and to both kanas
)

// isSingle tells whether the character is a word by itself.
func isSingle(r rune) bool {
	return r >= firstUnspaced && (r == prolonging || unicode.In(r, unspaced...)) && isLetter(r)
}

// isAccent tells whether the mark does not make another word. In the scripts of
// India and of South East Asia marks are vowels, and stay.
func isAccent(r rune) bool {
	return r >= 0x300 && unicode.IsMark(r) &&
		unicode.In(r, unicode.Inherited, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Cyrillic, unicode.Greek)
}

// plain are letters with something on them that Unicode does not take off.
var plain = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o",
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ħ': "h", 'Ħ': "h", 'ł': "l", 'Ł': "l", 'ŧ': "t", 'Ŧ': "t", 'þ': "th", 'Þ': "th",
}

// fold writes a letter without its case and its accents.
func fold(b *strings.Builder, r rune) {
	if r < 0x80 {
		b.WriteRune(unicode.ToLower(r))
		return
	}
	apart := norm.NFKD.PropertiesString(string(r)).Decomposition()
	if apart == nil {
		apart = []byte(string(r))
	}
	for _, r := range string(apart) {
		if s, ok := plain[r]; ok {
			b.WriteString(s)
		} else if !isAccent(r) {
			b.WriteRune(small(r))
		}
	}
}

// small is the small letter, one for all that are written alike in capitals (ς, σ).
func small(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

// Name is what a name is found by: folded as words are, in one piece.
func Name(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(name) {
		switch {
		case isSingle(r):
			b.WriteRune(r)
		case isAccent(r):
		case isLetter(r):
			fold(&b, r)
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}
