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

// plain is lookAlike for ASCII, which most names are of: names are looked for
// while others wait.
var plain = func() (all [utf8.RuneSelf]string) {
	for c := range all {
		all[c] = string(rune(c))
		if to, ok := lookAlike[rune(c)]; ok {
			all[c] = to
		}
	}
	return all
}()

func skeleton(s string) string {
	b := make([]byte, 0, 2*len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			b = append(b, plain[r]...)
		} else if to, ok := lookAlike[r]; ok {
			b = append(b, to...)
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	for i, c := range b {
		if c == 'i' {
			b[i] = 'l' // mappings end in i, too
		}
	}
	return string(b)
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
