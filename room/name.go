package room

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxName is how many code points a name has at most (B33).
const MaxName = 16

// machineNames are ssh user names that say nothing about a person (B34).
var machineNames = []string{
	"admin", "administrator", "alpine", "arch", "azureuser", "bitnami", "centos", "core", "daemon", "debian", "deploy", "ec2", "ec2-user", "fedora", "git", "guest", "host", "login", "nobody", "node", "opc", "pi", "root", "rocky", "server", "ssh", "test", "ubuntu", "user", "username", "vagrant", "www", "www-data",
}

func machineLike(name string) bool {
	return slices.Contains(machineNames, strings.ToLower(name))
}

// tidyName is the nearest name to what was typed that B33 allows, "" if there
// is none, and why it differs, "" if it does not.
func tidyName(typed string) (name, note string) {
	typed = norm.NFC.String(strings.ToValidUTF8(typed, ""))
	var b strings.Builder
	var s scripts
	n, marks, dropped, foreign, long := 0, 0, false, false, false
	for _, r := range strings.TrimSpace(typed) {
		mark := unicode.Is(unicode.M, r)
		switch {
		case !nameRune(r), mark && (n == 0 || marks == maxMarks):
			dropped = true
			continue
		case !s.admit(r):
			foreign = true
			continue
		case n == MaxName:
			long = true
			continue
		}
		if marks++; !mark {
			marks = 0
		}
		n++
		b.WriteRune(r)
	}
	switch name = norm.NFC.String(b.String()); { // what was dropped may have kept letter and mark apart
	case dropped:
		note = "a name has letters, digits and _ only"
	case foreign:
		note = "the letters of a name are of one script"
	case long:
		note = fmt.Sprintf("a name has at most %d characters", MaxName)
	}
	return name, note
}

// nameRune tells whether a name may hold r: a letter, mark, digit or _ that can be seen.
func nameRune(r rune) bool {
	if unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == '\u034f' {
		return false
	}
	return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// scripts keeps the letters of a name to one script, that of its first letter
// (B33). Han goes with Kana or with Hangul, as Japanese and Korean are written.
type scripts struct {
	allowed []*unicode.RangeTable // nil until the first letter
}

var (
	japanese = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}
	korean   = []*unicode.RangeTable{unicode.Han, unicode.Hangul}
	shared   = []*unicode.RangeTable{unicode.Common, unicode.Inherited}
)

func (s *scripts) admit(r rune) bool {
	switch {
	case unicode.In(r, shared...):
		return true
	case s.allowed == nil:
		s.allowed = family(r)
		return true
	case !unicode.In(r, s.allowed...):
		return false
	}
	if !unicode.Is(unicode.Han, r) {
		s.allowed = family(r) // after Han, this tells Japanese from Korean
	}
	return true
}

func family(r rune) []*unicode.RangeTable {
	switch {
	case unicode.Is(unicode.Han, r):
		return slices.Concat(japanese, korean)
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		return japanese
	case unicode.Is(unicode.Hangul, r):
		return korean
	}
	for _, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return []*unicode.RangeTable{table}
		}
	}
	return shared
}

// lookAlike maps a letter or digit to what it looks like.
var lookAlike = func() map[rune]string {
	m := map[rune]string{}
	for _, group := range strings.Fields(confusables) {
		r, n := utf8.DecodeRuneInString(group)
		m[r] = group[n:]
	}
	m['i'] = "l" // as the capital I is
	return m
}()

// looks are the keys of a name: two names that share one are too alike to be
// two people's (B33). One key is of the name in small letters, the other also
// sees capitals that look like other capitals.
func looks(name string) []string {
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

// reserved tells whether a name would pass for the admin's, or for that of a
// second admin ("admin2"): marks on the letters do not help.
func reserved(name, admin string) bool {
	own := looks(admin)
	for _, base := range []string{name, strings.TrimRightFunc(name, unicode.IsDigit)} {
		for _, key := range looks(withoutMarks(base)) {
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

// numbered returns name with the first number from 2 behind it that makes it
// free, cut to fit (B35).
func numbered(name string, free func(string) bool) string {
	for n := 2; ; n++ {
		number := fmt.Sprint(n)
		base := []rune(name)
		base = base[:min(len(base), MaxName-len(number))]
		if try := string(base) + number; free(try) {
			return try
		}
	}
}

// guestName returns a free userNNN with a random number (B32), of more digits
// if those with few are taken.
func guestName(free func(string) bool) string {
	const tries = 20
	for low := 100; ; low *= 10 {
		for range tries {
			if name := fmt.Sprint("user", low+rand.IntN(9*low)); free(name) {
				return name
			}
		}
	}
}

// fold makes names comparable regardless of case, for sorting and completion.
func fold(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// natural compares names as people do: user2 before user10, case ignored (B27).
func natural(a, b string) int {
	x, y := fold(a), fold(b)
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
