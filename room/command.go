package room

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// whoMost is how many names /who lists.
const whoMost = 100

// A Command is a word after "/" that means something (B23).
type Command struct {
	Word string
	Help string // a line of /help; "" where another one's line tells of it
}

// Commands are those that Enter obeys at every door.
var Commands = []Command{
	{"me", "/me waves: say what you do"},
	{"nick", "/nick NAME: change your name"},
	{"who", "/who: who is here"},
	{"edit", "/edit TEXT: say your last message anew; /delete takes it back"},
	{"delete", ""},
	{"ignore", "/ignore NAME: hide what somebody says; /unignore NAME undoes that"},
	{"unignore", ""},
	{"help", ""},
	{"quit", "/quit: leave"},
}

const helpOnSlash = "//text: send a text that begins with a slash"

// words are the words of all of commands.
func words(commands ...[]Command) (all []string) {
	for _, c := range slices.Concat(commands...) {
		all = append(all, c.Word)
	}
	return all
}

// A line is what was typed, taken apart: a known word after "/", without it,
// and the rest; or no word, and the text.
type line struct{ word, rest string }

// parse tells commands from text (B23). Only a known word after "/" at the
// very start is one; a first word with another slash is a path.
func parse(typed string, commands ...[]Command) (line, error) {
	after, slash := strings.CutPrefix(typed, "/")
	if !slash {
		return line{rest: typed}, nil
	}
	if strings.HasPrefix(after, "/") {
		return line{rest: after}, nil // "//" sends a slash
	}
	word, rest := after, ""
	if i := strings.IndexAny(after, " \t\r\n"); i >= 0 {
		word, rest = after[:i], after[i+1:]
	}
	if word == "" || strings.Contains(word, "/") {
		return line{rest: typed}, nil
	}
	if word = strings.ToLower(word); !slices.Contains(words(commands...), word) {
		return line{}, refuse(CodeUnknownCommand, "There is no such command. /help lists them; // sends a slash.")
	}
	return line{word, rest}, nil
}

// obey does what a command says, except for /me, which is a message.
func (s *Session) obey(ctx context.Context, id string, l line) (Receipt, error) {
	switch l.word {
	case "edit":
		return s.editLast(ctx, id, l.rest)
	case "delete":
		return s.deleteLast(ctx, id)
	case "nick":
		return s.nick(ctx, l.rest)
	case "who":
		return s.who()
	case "ignore":
		return s.ignore(ctx, l.rest)
	case "unignore":
		return s.unignore(ctx, l.rest)
	case "help":
		return Receipt{Answer: s.help()}, nil
	case "quit":
		return Receipt{Quit: true}, nil
	}
	return Receipt{Command: l.word, Rest: strings.TrimSpace(l.rest)}, nil
}

// help lists the commands, those of the door before the two that are wanted last.
func (s *Session) help() string {
	quit := len(Commands) - 1
	var lines []string
	for _, c := range slices.Concat(Commands[:quit], s.commands, Commands[quit:]) {
		if c.Help != "" {
			lines = append(lines, c.Help)
		}
	}
	return strings.Join(append(lines, helpOnSlash), "\n")
}

func (s *Session) nick(ctx context.Context, name string) (Receipt, error) {
	if strings.TrimSpace(name) == "" {
		return Receipt{Answer: fmt.Sprintf("you are %s; /nick NAME changes that", s.Name())}, nil
	}
	got, note, err := s.Rename(ctx, name)
	if err != nil {
		return Receipt{}, err
	}
	if note == "" {
		note = "you are " + got
	}
	return Receipt{Answer: note}, nil
}

func (s *Session) who() (Receipt, error) {
	members, online, err := s.People(whoMost)
	if err != nil {
		return Receipt{}, err
	}
	if online == 0 {
		return Receipt{Answer: "nobody is here"}, nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d here: ", online)
	for i, m := range members {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.String())
	}
	if online > len(members) {
		fmt.Fprintf(&b, " and %d more", online-len(members))
	}
	return Receipt{Answer: b.String()}, nil
}

// String is the member as a list shows it: "sam (web, ssh)" (B35).
func (m Member) String() string {
	var about []string
	for _, via := range m.Via {
		about = append(about, string(via))
	}
	if m.Admin {
		about = append(about, "admin")
	}
	if len(about) == 0 {
		about = []string{"away"}
	}
	return m.Name + " (" + strings.Join(about, ", ") + ")"
}
