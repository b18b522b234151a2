package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lookAlike maps a letter or digit to what it Skeletons like.
var lookAlike = func() map[rune]string {
	m := map[rune]string{}
	for _, group := range strings.Fields(confusables) {
		r, n := utf8.DecodeRuneInString(group)
		m[r] = group[n:]
	}
	m['i'] = "l" // as the capital I is
	return m
}()

// Skeletons are the keys of a name: two names that share one are too alike to be
// two people's (B33). One key is of the name in small letters, the other also
// sees capitals that look like other capitals.
func Skeletons(name string) []string {
	name = norm.NFKD.String(name)
	return slices.Compact([]string{
		skeleton(strings.ToLower(name)),
		skeleton(strings.ToLower(skeleton(name))),
	})
}

func skeleton(s string) string {
	var b strings.Builder
	for _, r := range s {
		if to, ok := lookAlike[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "i", "l") // mappings end in i, too
}

// IsReserved tells whether a name would pass for the admin's, or for that of a
// second admin ("admin2"): marks on the letters do not help.
func IsReserved(name, admin string) bool {
	own := Skeletons(admin)
	for _, base := range []string{name, strings.TrimRightFunc(name, unicode.IsDigit)} {
		for _, key := range Skeletons(withoutMarks(base)) {
			if slices.Contains(own, key) {
				return true
			}
		}
	}
	return false
}

func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}
