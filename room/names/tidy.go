package names

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"talktalktalk/room/texts"
)

// Max is how many code points a name has at most (B33).
const Max = 16

// Tidy is the nearest name to what was typed that B33 allows, "" if there
// is none, and why it differs, "" if it does not.
func Tidy(typed string) (name, note string) {
	typed = norm.NFC.String(strings.ToValidUTF8(typed, ""))
	var b strings.Builder
	var s scripts
	n, marks, dropped, foreign, long := 0, 0, false, false, false
	for _, r := range strings.TrimSpace(typed) {
		mark := unicode.Is(unicode.M, r)
		switch {
		case !IsNameRune(r), mark && (n == 0 || marks == texts.MaxMarks):
			dropped = true
			continue
		case !s.admit(r):
			foreign = true
			continue
		case n == Max:
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
		note = fmt.Sprintf("a name has at most %d characters", Max)
	}
	return name, note
}

// IsNameRune tells whether a name may hold r: a letter, mark, digit or _ that can be seen.
func IsNameRune(r rune) bool {
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
	latin    = []*unicode.RangeTable{unicode.Latin}
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
	case unicode.Is(unicode.Latin, r):
		return latin // as most are, and there are many scripts to look through
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
