package room

import (
	"slices"
	"strings"

	"talktalktalk/room/names"
)

// A Completer goes through the completions of the word left of a caret
// (B26–B28). Its rules are the table of cases in testdata/complete.json, which
// the page's tests read too. It is for one goroutine.
type Completer struct {
	// People returns whom Tab may offer, asked anew for each word: those
	// online in any order, and recent writers. Self is the person itself.
	People func() (self string, online, recent []string)
	// Commands are those that there are beside the room's.
	Commands []Command

	// What the last Tab did. It goes on while line and caret are as it left them.
	line     string
	caret    int
	head     string // left of the word
	typed    string // the word as it was typed
	tail     string // right of the caret
	found    []string
	position int
}

// Tab returns line with the word left of caret (in code points) replaced by the next
// completion, or with back, Shift+Tab, by the previous one, and the caret
// behind it. It goes on from the last call if line and caret are what that
// returned. False, and line and caret unchanged, if there is nothing to complete.
func (c *Completer) Tab(line string, caret int, back bool) (string, int, bool) {
	step := 1
	if back {
		step = -1
	}
	if c.goesOn(line, caret) {
		c.position = (c.position + step + len(c.found)) % len(c.found)
	} else {
		if !c.begin(line, caret) {
			return line, caret, false
		}
		if back {
			c.position = len(c.found) - 1
		}
	}
	return c.show(c.found[c.position])
}

// Escape restores the letters that were typed before the first Tab; false if
// line and caret are not as the last Tab left them.
func (c *Completer) Escape(line string, caret int) (string, int, bool) {
	if !c.goesOn(line, caret) {
		return line, caret, false
	}
	line, caret, _ = c.show(c.typed)
	c.found = nil
	return line, caret, true
}

func (c *Completer) goesOn(line string, caret int) bool {
	return len(c.found) > 0 && line == c.line && caret == c.caret
}

// begin finds the word left of caret and what may stand in its place.
func (c *Completer) begin(line string, caret int) bool {
	runes := []rune(line)
	caret = min(max(caret, 0), len(runes))
	start := caret
	for start > 0 && names.IsNameRune(runes[start-1]) {
		start--
	}
	word := string(runes[start:caret])
	c.head, c.typed, c.tail = string(runes[:start]), word, string(runes[caret:])
	switch {
	case c.head == "/":
		c.found = beginning(word, words(Commands, c.Commands))
	case word == "" && !strings.HasSuffix(c.head, "@"):
		c.found = nil
	default:
		c.found = c.names(word)
	}
	c.position = 0
	return len(c.found) > 0
}

// names are the names that begin with word: those online, then recent
// writers, each in natural order, the person itself last of all.
func (c *Completer) names(word string) []string {
	self, online, recent := c.People()
	own := func(name string) bool { return name == self }
	here := func(name string) bool { return own(name) || slices.Contains(online, name) }
	names := beginning(word, slices.DeleteFunc(slices.Clone(online), own))
	names = append(names, beginning(word, slices.DeleteFunc(slices.Clone(recent), here))...)
	return append(names, beginning(word, []string{self})...)
}

// beginning are those of candidates that begin with word, case ignored, each once, in natural order.
func beginning(word string, candidates []string) []string {
	var found []string
	for _, name := range candidates {
		if strings.HasPrefix(names.Fold(name), names.Fold(word)) {
			found = append(found, name)
		}
	}
	slices.SortFunc(found, names.Compare)
	return slices.Compact(found)
}

func (c *Completer) show(word string) (string, int, bool) {
	c.line = c.head + word + c.tail
	c.caret = len([]rune(c.head + word))
	return c.line, c.caret, true
}
