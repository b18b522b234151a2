package room

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// scanMessage reads the record of a message as encode writes it. To draw a page, a
// hundred of them are read, and package json takes ten times as long. ok is false
// for a record that is another one, or written in another way: that is package
// json's. Where it is true, package json says the same (FuzzScanMessage).
func scanMessage(body []byte) (e entry, ok bool) {
	s := scanner{rest: body}
	if !s.take('{') {
		return entry{}, false
	}
	for {
		key, plain := s.raw()
		if !plain || !s.take(':') || !s.field(&e, key) {
			return entry{}, false
		}
		if !s.take(',') {
			break
		}
	}
	return e, s.take('}') && len(s.rest) == 0 && e.isMessage()
}

// A scanner takes JSON without white space apart, as far as messages have it.
type scanner struct{ rest []byte }

// field takes the value of a key in.
func (s *scanner) field(e *entry, key []byte) (ok bool) {
	switch string(key) {
	case "k":
		return s.kind(&e.Kind)
	case "id":
		return s.text(&e.ID)
	case "o":
		return s.text(&e.Owner)
	case "n":
		return s.text(&e.Name)
	case "v":
		return s.via(&e.Via)
	case "t":
		return s.text(&e.Text)
	case "me":
		return s.truth(&e.Action)
	case "admin":
		return s.truth(&e.Admin)
	case "bot":
		return s.truth(&e.Bot)
	case "cl":
		return s.truth(&e.Claim)
	case "j":
		return s.truth(&e.Judged)
	case "lt":
		return s.truth(&e.Late)
	case "e":
		return s.number(&e.Edited)
	}
	return false
}

// take takes a character if it is the next one.
func (s *scanner) take(c byte) bool {
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// raw takes a string, and returns what is between its quotation marks; plain tells
// that this is what it means.
func (s *scanner) raw() (between []byte, plain bool) {
	if !s.take('"') {
		return nil, false
	}
	high := byte(0)
	for i, c := range s.rest {
		if c == '"' {
			between, s.rest = s.rest[:i], s.rest[i+1:]
			return between, high < utf8.RuneSelf || utf8.Valid(between)
		}
		if c == '\\' || c < ' ' {
			return nil, false
		}
		high |= c
	}
	return nil, false
}

// text takes a string.
func (s *scanner) text(to *string) bool {
	before := s.rest
	if between, plain := s.raw(); plain {
		*to = string(between)
		return true
	}
	s.rest = before
	end := closing(s.rest)
	var t string // or else to, and all that it is part of, would be on the heap
	if end < 0 || json.Unmarshal(s.rest[:end], &t) != nil {
		return false
	}
	*to, s.rest = t, s.rest[end:]
	return true
}

// closing is how long the string is that text begins with, -1 if it begins with none.
func closing(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return -1
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

func (s *scanner) kind(to *kind) bool {
	between, plain := s.raw()
	switch string(between) {
	case string(kindSaid):
		*to = kindSaid
	case string(kindGone):
		*to = kindGone
	default:
		return false
	}
	return plain
}

func (s *scanner) via(to *Via) bool {
	between, plain := s.raw()
	switch Via(between) {
	case Web:
		*to = Web
	case SSH:
		*to = SSH
	default:
		*to = Via(between)
	}
	return plain
}

var yes = []byte("true")

// truth takes a true; what is false is not written.
func (s *scanner) truth(to *bool) (ok bool) {
	s.rest, ok = bytes.CutPrefix(s.rest, yes)
	*to = ok
	return ok
}

// number takes one that begins with no 0 and has no more digits than fit.
func (s *scanner) number(to *int64) bool {
	const most = 18
	digits := 0
	for digits < len(s.rest) && '0' <= s.rest[digits] && s.rest[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > most || s.rest[0] == '0' {
		return false
	}
	n, err := strconv.ParseInt(string(s.rest[:digits]), 10, 64)
	*to, s.rest = n, s.rest[digits:]
	return err == nil
}
