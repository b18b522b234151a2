package room

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"talktalktalk/room/names"
)

// A Completer goes through the completions of the word left of a caret
// (B26–B28). Its rules are the table of cases in testdata/complete.json, which
// the page's tests read too. It is for one goroutine.
type Completer struct {
	offer func() offer // asked anew for each word

	// What the last Tab did. It goes on while line and caret are as it left them.
	line     string
	caret    int
	head     string // left of the word
	typed    string // the word as it was typed
	tail     string // right of the caret
	found    []string
	position int
}

// An offer is whom and what Tab may offer to somebody.
type offer struct {
	self     string
	online   []string // in any order
	recent   []string // writers
	messages []Seq    // the newest first
	acts     []int    // that can be taken back, likewise
	bans     []int    // in force, likewise
	commands []*Command
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
	c.head, c.typed, c.tail = string(runes[:start]), string(runes[start:caret]), string(runes[caret:])
	o := c.offer()
	c.found = o.candidates(c.head, c.typed)
	c.position = 0
	return len(c.found) > 0
}

func (c *Completer) show(word string) (string, int, bool) {
	c.line = c.head + word + c.tail
	c.caret = len([]rune(c.head + word))
	return c.line, c.caret, true
}

// candidates are what may stand in the place of word, which follows head.
func (o *offer) candidates(head, word string) []string {
	if head == "/" {
		return o.words(word)
	}
	args, mark := o.expected(head)
	for _, a := range args {
		if a.Kind == ArgText {
			break
		}
		if found := o.fitting(a, mark, word); len(found) > 0 || !a.Optional {
			return found
		}
	}
	if word == "" && !strings.HasSuffix(head, "@") {
		return nil
	}
	return o.names(word)
}

// words are the commands that begin with word.
func (o *offer) words(word string) []string {
	var all []string
	for _, c := range o.commands {
		all = append(all, c.Word)
	}
	found := beginning(word, all)
	slices.SortFunc(found, names.Compare)
	return found
}

// expected are the arguments of a command from the one on that a word behind
// head is for, and the mark that stands before the word; none where head is no
// command and the words behind it are not the command's.
func (o *offer) expected(head string) (args []Argument, mark string) {
	typed := strings.FieldsFunc(head, unicode.IsSpace)
	if len(typed) == 0 || !strings.HasPrefix(head, "/") {
		return nil, ""
	}
	if end := strings.LastIndexFunc(head, unicode.IsSpace); end < len(head)-1 {
		last := len(typed) - 1
		typed, mark = typed[:last], typed[last]
	}
	if len(typed) == 0 {
		return nil, "" // the word itself, with something in it that no name has
	}
	i := slices.IndexFunc(o.commands, func(c *Command) bool { return "/"+c.Word == strings.ToLower(typed[0]) })
	if i < 0 || len(typed)-1 >= len(o.commands[i].Args) {
		return nil, ""
	}
	return o.commands[i].Args[len(typed)-1:], mark
}

// fitting are those that begin with word of what is offered for an argument.
func (o *offer) fitting(a Argument, mark, word string) []string {
	switch {
	case a.Kind == ArgName && (mark == "" || mark == "@"):
		return o.names(word)
	case a.Kind == ArgMessage && (mark == "" || mark == "#"):
		return beginning(word, numerals(o.messages))
	case a.Kind == ArgAct && mark == "":
		return beginning(word, numerals(o.acts))
	case a.Kind == ArgBan && mark == "":
		return beginning(word, numerals(o.bans))
	case mark == "":
		return beginning(word, a.Offers())
	}
	return nil
}

// numerals are numbers as they are typed.
func numerals[N Seq | int](all []N) []string {
	typed := make([]string, 0, len(all))
	for _, n := range all {
		typed = append(typed, strconv.FormatUint(uint64(n), 10))
	}
	return typed
}

// names are the names that begin with word: those online, then recent
// writers, each in natural order, the person itself last of all.
func (o *offer) names(word string) []string {
	own := func(name string) bool { return name == o.self }
	here := func(name string) bool { return own(name) || slices.Contains(o.online, name) }
	var found []string
	for _, some := range [][]string{
		slices.DeleteFunc(slices.Clone(o.online), own),
		slices.DeleteFunc(slices.Clone(o.recent), here),
		{o.self},
	} {
		some = beginning(word, some)
		slices.SortFunc(some, names.Compare)
		found = append(found, slices.Compact(some)...)
	}
	return found
}

// beginning are those of candidates that begin with word, case ignored.
func beginning(word string, candidates []string) []string {
	var found []string
	for _, name := range candidates {
		if strings.HasPrefix(names.Fold(name), names.Fold(word)) {
			found = append(found, name)
		}
	}
	return found
}
