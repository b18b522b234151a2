package room

import (
	"strings"
	"unicode"
)

// A Call is a command as it was typed.
type Call struct {
	Word string
	Args []string // one for each of Command.Args, "" for what was left out
	ID   string   // the sender's own, for what is stored under it (B1); "" for none
}

// parse tells commands from text (B23). Only a known word after "/" at the
// very start is one; a first word with another slash is a path. It returns the
// command and what followed its word, or nil and the text.
func (s *Session) parse(typed string) (*Command, string, error) {
	after, slash := strings.CutPrefix(typed, "/")
	if !slash {
		return nil, typed, nil
	}
	if strings.HasPrefix(after, "/") {
		return nil, after, nil // "//" sends a slash
	}
	word, rest := after, ""
	if i := strings.IndexAny(after, " \t\r\n"); i >= 0 {
		word, rest = after[:i], after[i+1:]
	}
	if word == "" || strings.Contains(word, "/") {
		return nil, typed, nil
	}
	command := s.command(strings.ToLower(word))
	if command == nil {
		return nil, "", refuse(CodeUnknownCommand, "There is no such command. /help lists them; // sends a slash.")
	}
	return command, rest, nil
}

// split gives each of the command's arguments what was typed for it. An
// optional one that the next word does not fit is left out. What follows a
// command that takes nothing means nothing.
func (c *Command) split(rest string) ([]string, error) {
	rest = strings.TrimSpace(rest) // and no more: it may be the secret, which is compared raw (B38)
	args := make([]string, len(c.Args))
	if rest == "" && c.Asks {
		return args, nil
	}
	for i, a := range c.Args {
		if rest == "" && !a.Optional {
			return nil, c.lacks(a)
		}
		word, after := rest, ""
		if a.Kind != ArgText {
			if end := strings.IndexFunc(rest, unicode.IsSpace); end >= 0 {
				word, after = rest[:end], strings.TrimSpace(rest[end:])
			}
		}
		fit, ok := a.fit(word)
		switch {
		case ok:
			args[i], rest = fit, after
		case !a.Optional:
			return nil, refuse(CodeBadRequest, "%s", a.wanted())
		}
	}
	if rest != "" && len(c.Args) > 0 {
		return nil, c.exceeds()
	}
	return args, nil
}

// lacks refuses a command without its argument a. A text that is missing is
// an empty one.
func (c *Command) lacks(a Argument) error {
	code := CodeBadRequest
	if a.Kind == ArgText {
		code = CodeEmpty
	}
	return refuse(code, "%s %s", a.question(), c.line())
}

// exceeds refuses what is left over behind the arguments.
func (c *Command) exceeds() error {
	if last := c.Args[len(c.Args)-1]; last.Optional {
		return refuse(CodeBadRequest, "%s", last.wanted())
	}
	return refuse(CodeBadRequest, "That is too much. %s", c.line())
}
