package names

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes names comparable regardless of case, for sorting and completion.
func Fold(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// Compare compares names as people do: user2 before user10, case ignored (B27).
func Compare(a, b string) int {
	x, y := Fold(a), Fold(b)
	for x != "" && y != "" {
		n, m := digits(x), digits(y)
		if n == 0 || m == 0 {
			r, rn := utf8.DecodeRuneInString(x)
			s, sn := utf8.DecodeRuneInString(y)
			if r != s {
				return cmp.Compare(r, s)
			}
			x, y = x[rn:], y[sn:]
			continue
		}
		v, w := strings.TrimLeft(x[:n], "0"), strings.TrimLeft(y[:m], "0")
		if c := cmp.Or(cmp.Compare(len(v), len(w)), cmp.Compare(v, w)); c != 0 {
			return c
		}
		x, y = x[n:], y[m:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits is how many ASCII digits s begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}
