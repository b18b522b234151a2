package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

const dateForm = "2006-01-02"

// Parse reads what somebody typed to search for: words, "phrases", from:NAME,
// after:DATE, before:DATE and has:link, where a DATE is a day in zone as
// 2026-01-31, from its beginning. Its error is a Mistake.
func Parse(text string, zone *time.Location) (Query, error) {
	if err := tooLong(text); err != nil {
		return Query{}, err
	}
	p := parser{rest: strings.Map(plainQuotes, text), zone: zone}
	for p.skipSpace(); p.rest != ""; p.skipSpace() {
		if err := p.part(); err != nil {
			return Query{}, err
		}
	}
	switch {
	case len(p.query.Parts) > partsMost:
		return Query{}, mistake("A search has at most %d words and phrases; this one has %d.", partsMost, len(p.query.Parts))
	case len(p.query.Parts) == 0 && len(p.said) == 0:
		return Query{}, mistake("There is no word to look for.")
	}
	return p.query, nil
}

func mistake(format string, a ...any) error { return Mistake(fmt.Sprintf(format, a...)) }

// plainQuotes are those that phones and word processors make of a ".
func plainQuotes(r rune) rune {
	if strings.ContainsRune("“”„‟", r) {
		return '"'
	}
	return r
}

type parser struct {
	rest  string
	zone  *time.Location
	query Query
	said  []string // keys so far
}

func (p *parser) skipSpace() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// part takes the next part of the query, which is there.
func (p *parser) part() error {
	for _, key := range []string{"from:", "after:", "before:", "has:"} {
		if len(p.rest) >= len(key) && strings.EqualFold(p.rest[:len(key)], key) {
			p.rest = p.rest[len(key):]
			return p.condition(key, p.value())
		}
	}
	if words := Words(p.value()); len(words) > 0 {
		p.query.Parts = append(p.query.Parts, words)
	}
	return nil
}

// value takes what goes to the next space, or is in quotes.
func (p *parser) value() string {
	if quoted, ok := strings.CutPrefix(p.rest, `"`); ok {
		value, rest, _ := strings.Cut(quoted, `"`)
		p.rest = rest
		return value
	}
	end := strings.IndexFunc(p.rest, unicode.IsSpace)
	if end < 0 {
		end = len(p.rest)
	}
	value := p.rest[:end]
	p.rest = p.rest[end:]
	return value
}

// condition takes a key with its value.
func (p *parser) condition(key, value string) (err error) {
	for _, said := range p.said {
		if said == key {
			return mistake("%s stands twice in the search.", key)
		}
	}
	p.said = append(p.said, key)
	switch key {
	case "from:":
		p.query.From = Name(strings.TrimPrefix(value, "@"))
		if p.query.From == "" {
			return mistake("Behind from: stands a name, as in from:sam.")
		}
	case "after:":
		p.query.After, err = p.day(key, value)
	case "before:":
		p.query.Before, err = p.day(key, value)
	case "has:":
		if !strings.EqualFold(value, "link") {
			return mistake("Behind has: stands link: has:link finds messages with a link.")
		}
		p.query.Link = true
	}
	return err
}

// day is when the day begins that value names.
func (p *parser) day(key, value string) (time.Time, error) {
	t, err := time.ParseInLocation(dateForm, value, p.zone)
	if err != nil {
		return time.Time{}, mistake("Behind %s stands a day, as in %s2026-01-31.", key, key)
	}
	return t, nil
}
