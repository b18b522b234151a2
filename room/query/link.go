package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// HasLink tells whether a text has the address of a page in it: http:// or
// https:// not at the end of a longer word, and a letter or digit behind it.
func HasLink(text string) bool {
	for {
		before, after, found := strings.Cut(text, "://")
		if !found {
			return false
		}
		next, _ := utf8.DecodeRuneInString(after)
		if endsInScheme(before) && (next == '[' || unicode.IsLetter(next) || unicode.IsDigit(next)) {
			return true
		}
		text = after
	}
}

func endsInScheme(text string) bool {
	for _, scheme := range []string{"http", "https"} {
		at := len(text) - len(scheme)
		if at < 0 || !strings.EqualFold(text[at:], scheme) {
			continue
		}
		if last, _ := utf8.DecodeLastRuneInString(text[:at]); at == 0 || !unicode.IsLetter(last) && !unicode.IsDigit(last) {
			return true
		}
	}
	return false
}
