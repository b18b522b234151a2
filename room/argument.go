package room

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Argument is a place behind a command's word.
type Argument struct {
	Kind     ArgKind
	Name     string   // in the usage; "" for the usual one of the kind
	Optional bool     // may be left out
	Choices  []string // of an ArgChoice; of an ArgSpan words that fit beside spans
	Usual    string   // of an ArgSpan: what is meant by most, which is offered first; "" for none
}

// ArgKind says what fits an argument, and what Tab offers for it. On the wire
// it is the word itself.
type ArgKind string

// The kinds of arguments. All are one word, except for ArgText.
const (
	ArgName    ArgKind = "name"    // of somebody, "@" before it or not: people, then writers
	ArgMessage ArgKind = "message" // the number of a message, "#" before it or not: the newest first
	ArgNumber  ArgKind = "number"  // another number: Tab knows none
	ArgAct     ArgKind = "act"     // the number of an act of an admin: those that can be taken back, the newest first
	ArgBan     ArgKind = "ban"     // the number of a ban: those in force, the newest first
	ArgSpan    ArgKind = "span"    // of time: usual ones
	ArgChoice  ArgKind = "choice"  // one of Choices, as they stand there
	ArgText    ArgKind = "text"    // all the rest: Tab completes names, as in any text
)

// usualSpans are what Tab offers for a span.
var usualSpans = []string{"10m", "30s", "1h", "2h", "1d", "7d", "30d", "forever"}

// forever is the span of that name.
const forever = time.Duration(1<<63 - 1)

// spanMost is the longest span beside forever.
const spanMost = 3650 * 24 * time.Hour

// Offers are the words that Tab offers for the argument whoever asks.
func (a Argument) Offers() []string {
	if a.Kind != ArgSpan {
		return a.Choices
	}
	offers := slices.Concat(usualSpans, a.Choices)
	if a.Usual == "" {
		return offers
	}
	return append([]string{a.Usual}, slices.DeleteFunc(offers, func(o string) bool { return o == a.Usual })...)
}

// Label is the argument's name.
func (a Argument) Label() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Kind == ArgChoice:
		return strings.Join(a.Choices, "|")
	case a.isNumber():
		return "N"
	}
	return strings.ToUpper(string(a.Kind))
}

func (a Argument) isNumber() bool {
	return a.Kind == ArgMessage || a.Kind == ArgNumber || a.Kind == ArgAct || a.Kind == ArgBan
}

// usage is how the argument stands in a usage line.
func (a Argument) usage() string {
	if a.Optional {
		return "[" + a.Label() + "]"
	}
	return a.Label()
}

// fit returns word as the argument has it, false if it does not fit.
func (a Argument) fit(word string) (string, bool) {
	switch a.Kind {
	case ArgName:
		word = bareName(word)
	case ArgMessage:
		word = strings.TrimPrefix(strings.TrimPrefix(word, "#"), "m") // as at the end of a link
		return word, isNumber(word)
	case ArgNumber, ArgAct, ArgBan:
		return word, isNumber(word)
	case ArgSpan:
		word = strings.ToLower(word)
		_, ok := parseSpan(word)
		return word, ok || slices.Contains(a.Choices, word)
	case ArgChoice:
		i := slices.IndexFunc(a.Choices, func(c string) bool { return strings.EqualFold(c, word) })
		if i < 0 {
			return "", false
		}
		return a.Choices[i], true
	}
	return word, word != ""
}

// question asks for the argument.
func (a Argument) question() string {
	switch a.Kind {
	case ArgName:
		return "Whom?"
	case ArgMessage, ArgNumber, ArgAct, ArgBan, ArgChoice:
		return "Which one?"
	case ArgSpan:
		return "How long?"
	}
	return "There is nothing behind the command."
}

// wanted says what would fit.
func (a Argument) wanted() string {
	switch a.Kind {
	case ArgMessage, ArgNumber, ArgAct, ArgBan:
		return a.question() + " A number is meant, as 1234."
	case ArgSpan:
		return a.question() + " A span is written as 30s, 10m, 2h, 7d or forever."
	case ArgChoice:
		return "Choose one of " + choices(a.Choices) + "."
	}
	return a.question()
}

// isNumber tells whether word is that of something that is counted from 1.
func isNumber(word string) bool {
	n, err := strconv.ParseUint(word, 10, 64)
	return err == nil && n > 0 && n <= uint64(MaxSeq)
}

// parseSpan reads a span of time: 30s, 10m, 2h, 7d, or forever.
func parseSpan(word string) (time.Duration, bool) {
	if word == "forever" {
		return forever, true
	}
	if len(word) < 2 {
		return 0, false
	}
	number, unit := word[:len(word)-1], word[len(word)-1]
	length, known := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[unit]
	n, err := strconv.ParseUint(number, 10, 32)
	if !known || err != nil || n == 0 || n > uint64(spanMost/length) {
		return 0, false
	}
	return time.Duration(n) * length, true
}
