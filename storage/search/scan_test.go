package search_test

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"talktalktalk/room"
)

// A spoken is a message as the linear scan knows it.
type spoken struct {
	seq  room.Seq
	at   time.Time
	name string
	text string

	plain string // text in plain letters
}

// A wish is a query before it is written down: what the linear scan looks for.
type wish struct {
	parts         []string
	from          string
	after, before time.Time
	link          bool
}

// String writes the wish as somebody types it.
func (w wish) String() string {
	var all []string
	for _, p := range w.parts {
		if strings.Contains(p, " ") {
			p = `"` + p + `"`
		}
		all = append(all, p)
	}
	if w.from != "" {
		all = append(all, "from:"+w.from)
	}
	if !w.after.IsZero() {
		all = append(all, "after:"+w.after.Format(time.DateOnly))
	}
	if !w.before.IsZero() {
		all = append(all, "before:"+w.before.Format(time.DateOnly))
	}
	if w.link {
		all = append(all, "has:link")
	}
	return strings.Join(all, " ")
}

// scan goes through all messages and returns the newest n that fit, oldest first.
func scan(all []spoken, w wish, n int) (found []room.Seq) {
	for i := range w.parts {
		w.parts[i] = plain(w.parts[i])
	}
	w.from = plain(w.from)
	for _, m := range slices.Backward(all) {
		if fits(m, w) && len(found) < n {
			found = append(found, m.seq)
		}
	}
	slices.Reverse(found)
	return found
}

// fits is the definition of a match that the tests hold the search to, in its
// simplest form: on the text in plain letters, in which every part must stand
// with no letter of its own kind around it.
func fits(m spoken, w wish) bool {
	switch {
	case m.text == "",
		w.from != "" && plain(m.name) != w.from,
		!w.after.IsZero() && m.at.Before(w.after),
		!w.before.IsZero() && !m.at.Before(w.before),
		w.link && !strings.Contains(m.text, "https://"):
		return false
	}
	return !slices.ContainsFunc(w.parts, func(part string) bool { return !stands(m.plain, part) })
}

// stands tells whether part is in text, not within a word.
func stands(text, part string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, size := utf8.DecodeRuneInString(part)
		last, _ := utf8.DecodeLastRuneInString(part)
		after, _ := utf8.DecodeRuneInString(text[i+len(part):])
		if !goesOn(before, first) && !goesOn(last, after) {
			return true
		}
		from = i + size
	}
}

// goesOn tells whether a word goes on from one character to the next.
func goesOn(a, b rune) bool { return isWord(a) && isWord(b) && !alone(a) && !alone(b) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func alone(r rune) bool {
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// plain is the text in small letters, without accents, one space for whatever is
// no letter or digit.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		if alone(r) {
			b.WriteRune(r)
			continue
		}
		for _, r := range norm.NFD.String(string(r)) {
			switch {
			case unicode.Is(unicode.Mn, r):
			case isWord(r):
				b.WriteRune(unicode.ToLower(r))
			case !strings.HasSuffix(b.String(), " "):
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}
