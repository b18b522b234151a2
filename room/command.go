package room

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// whoMost is how many names /who lists.
const whoMost = 100

const help = `/me waves: say what you do
/nick NAME: change your name
/who: who is here
/ignore NAME: hide what somebody says; /unignore NAME undoes that
/quit: leave
//text: send a text that begins with a slash`

// A command is a line taken apart: a known word after "/", without it, and
// the rest; or no word, and the text.
type command struct{ word, rest string }

// parse tells commands from text (B23). Only a known word after "/" at the
// very start is one; a first word with another slash is a path.
func parse(line string) (command, error) {
	after, slash := strings.CutPrefix(line, "/")
	if !slash {
		return command{rest: line}, nil
	}
	if strings.HasPrefix(after, "/") {
		return command{rest: after}, nil // "//" sends a slash
	}
	word, rest := after, ""
	if i := strings.IndexAny(after, " \t\r\n"); i >= 0 {
		word, rest = after[:i], after[i+1:]
	}
	if word == "" || strings.Contains(word, "/") {
		return command{rest: line}, nil
	}
	if word = strings.ToLower(word); !slices.Contains(Commands, word) {
		return command{}, refuse(CodeUnknownCommand, "There is no such command. /help lists them; // sends a slash.")
	}
	return command{word, rest}, nil
}

// obey does what a command says, except for /me, which is a message.
func (s *Session) obey(ctx context.Context, c command) (Receipt, error) {
	switch c.word {
	case "nick":
		return s.nick(ctx, c.rest)
	case "who":
		return s.who()
	case "ignore":
		return s.ignore(ctx, c.rest)
	case "unignore":
		return s.unignore(ctx, c.rest)
	case "quit":
		return Receipt{Quit: true}, nil
	}
	return Receipt{Answer: help}, nil
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
