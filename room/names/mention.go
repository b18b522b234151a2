package names

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shortName is how many letters a name has that is a common word, too, and so
// is meant only with an @ before it (B41).
const shortName = 2

// Mentions returns where in text, in bytes, a person called name is mentioned:
// as @name or by the bare name as a whole word, case ignored (B41). In code and
// links nobody is: a door hands over markup's Prose. It takes time linear in
// the length of text. The rules are the table of cases in
// testdata/mentions.json, which the page's tests read too.
func Mentions(text, name string) (found [][2]int) {
	folded := Fold(name)
	short := utf8.RuneCountInString(norm.NFC.String(name)) <= shortName
	for start := 0; start < len(text); {
		end := wordEnd(text, start)
		if end == start {
			_, size := utf8.DecodeRuneInString(text[start:])
			start += size
			continue
		}
		at := start > 0 && text[start-1] == '@'
		switch {
		case Fold(text[start:end]) != folded, short && !at:
		case at && inWord(text[:start-1]): // an address, as in sam@host
		case at:
			found = append(found, [2]int{start - 1, end})
		default:
			found = append(found, [2]int{start, end})
		}
		start = end
	}
	return found
}

// wordEnd is where the characters end that names are made of.
func wordEnd(text string, start int) int {
	for i, r := range text[start:] {
		if !IsNameRune(r) {
			return start + i
		}
	}
	return len(text)
}

// inWord tells whether text ends with a character that names are made of.
func inWord(text string) bool {
	r, size := utf8.DecodeLastRuneInString(text)
	return size > 0 && IsNameRune(r)
}
