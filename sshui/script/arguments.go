package script

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"talktalktalk/sshui/client"
)

// lastUsual is how many messages "last" and "tail" begin with.
const lastUsual = 20

// A command is a command line taken apart.
type command struct {
	verb  string
	JSON  bool
	text  string        // of say and search, as it was sent; the code of link
	count int           // of last and tail
	span  time.Duration // of since
}

// usages are the commands (B55), and how each is used.
var usages = map[string]string{
	"say":     "say [--json] TEXT",
	"last":    "last [n] [--json]",
	"since":   "since SPAN [--json], a SPAN such as 2h, 1d12h or 30m",
	"search":  "search WORDS [-n N] [--json], N up to 1000, with \"a phrase\", from:NAME, after:2026-01-31, before:2026-12-31 or has:link, too",
	"tail":    "tail [-n N] [--json]",
	"who":     "who [--json]",
	"link":    "link [CODE]",
	"plain":   "plain",
	"help":    "help",
	"version": "version",
}

// parse takes a command line apart, exactly as the client sent it: nothing in
// it is a quote.
func parse(line string) (command, error) {
	verb, rest := cutWord(line)
	usage, known := usages[verb]
	if !known {
		return command{}, &client.UsageError{Code: client.ExitUnknown, Text: `no such command; "help" lists them`}
	}
	q := command{verb: verb}
	if verb == "say" {
		q.text, q.JSON = cutFlag(rest)
		return q, nil
	}
	if verb == "search" {
		q.count, q.text = lastUsual, strings.TrimSpace(rest)
		if !q.takeSearch() {
			return command{}, &client.UsageError{Code: client.ExitUsage, Text: "usage: " + usage}
		}
		return q, nil
	}
	if !q.take(strings.Fields(rest)) {
		return command{}, &client.UsageError{Code: client.ExitUsage, Text: "usage: " + usage}
	}
	return q, nil
}

// cutWord returns the first word of a line and what follows.
func cutWord(line string) (word, rest string) {
	line = strings.TrimLeft(line, " \t")
	if i := strings.IndexAny(line, " \t\r\n"); i >= 0 {
		return line[:i], strings.TrimLeft(line[i:], " \t")
	}
	return line, ""
}

const jsonFlag = "--json"

// cutFlag takes the flag off a text that it stands before.
func cutFlag(text string) (rest string, json bool) {
	if word, rest := cutWord(text); word == jsonFlag {
		return rest, true
	}
	return text, false
}

// take takes the arguments in and tells whether they fit the verb.
func (q *command) take(arguments []string) bool {
	switch q.verb {
	case "last", "since", "tail", "who":
		plain := slices.DeleteFunc(arguments, func(a string) bool { return a == jsonFlag })
		q.JSON = len(plain) < len(arguments)
		arguments = plain
	}
	switch q.verb {
	case "last":
		return q.takeLast(arguments)
	case "since":
		return q.takeSince(arguments)
	case "tail":
		return q.takeTail(arguments)
	case "link":
		q.text = strings.Join(arguments, "")
		return true
	}
	return len(arguments) == 0
}

func (q *command) takeLast(arguments []string) bool {
	if len(arguments) == 0 {
		q.count = lastUsual
		return true
	}
	return len(arguments) == 1 && parseCount(arguments[0], 1, &q.count)
}

func (q *command) takeSince(arguments []string) (ok bool) {
	if len(arguments) != 1 {
		return false
	}
	q.span, ok = parseSpan(arguments[0])
	return ok
}

// takeTail takes -n 5 and -n5.
func (q *command) takeTail(arguments []string) bool {
	if len(arguments) == 0 {
		q.count = lastUsual
		return true
	}
	number, ok := strings.CutPrefix(strings.Join(arguments, ""), "-n")
	return ok && len(arguments) <= 2 && parseCount(number, 0, &q.count)
}

// takeSearch takes the flags off both ends of what is searched for.
func (q *command) takeSearch() (ok bool) {
	for {
		words := strings.Fields(q.text)
		n := len(words)
		switch {
		case n > 0 && (words[0] == jsonFlag || words[n-1] == jsonFlag):
			q.JSON = true
			q.cut(1, words[0] == jsonFlag)
		case n > 1 && (words[0] == countFlag || words[n-2] == countFlag):
			atStart, number := words[0] == countFlag, words[n-1]
			if atStart {
				number = words[1]
			}
			if !parseCount(number, 1, &q.count) || q.count > searchMost {
				return false
			}
			q.cut(2, atStart)
		case n > 0 && words[n-1] == countFlag:
			return false
		default:
			return true
		}
	}
}

// cut takes so many words off an end of the text.
func (q *command) cut(words int, atStart bool) {
	for range words {
		if q.text = strings.TrimSpace(q.text); atStart {
			_, q.text = cutWord(q.text)
			continue
		}
		q.text = q.text[:strings.LastIndexAny(q.text, " \t\r\n")+1]
	}
	q.text = strings.TrimSpace(q.text)
}

const (
	countFlag  = "-n"
	searchMost = 1000 // messages that a search prints, since they are in memory until then
)

func parseCount(word string, least int, count *int) bool {
	n, err := strconv.Atoi(word)
	*count = n
	return err == nil && n >= least && isDigit(word[0])
}

// units are those of a span, the longest first.
var units = map[byte]time.Duration{
	'w': 7 * 24 * time.Hour, 'd': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second,
}

// parseSpan reads a span of time: one or more of a number and a unit.
func parseSpan(word string) (span time.Duration, ok bool) {
	for word != "" {
		digits := 0
		for digits < len(word) && isDigit(word[digits]) {
			digits++
		}
		if digits == len(word) {
			return 0, false
		}
		n, err := strconv.ParseInt(word[:digits], 10, 64)
		unit, known := units[word[digits]]
		if err != nil || !known || n > int64((math.MaxInt64-span)/unit) {
			return 0, false
		}
		span += time.Duration(n) * unit
		word, ok = word[digits+1:], true
	}
	return span, ok
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
