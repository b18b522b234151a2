package script

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/room/wire"
	"talktalktalk/sshui/client"
)

// Limits of commands.
const (
	inputMost = 64 << 10 // bytes of standard input that are read; a message of B21 fits in
	whoMost   = 500      // people that "who" lists
)

// HelpText is what "help" prints.
const HelpText = `ssh HOST                      enter the room
ssh HOST say [--json] TEXT    say TEXT, the rest of the command line as it is
... | ssh HOST                say all of standard input, as one message
ssh HOST last [n] [--json]    the newest messages, 20 of them or n
ssh HOST since 2h [--json]    the messages of the last 2h, 1d12h, 30m, ...
ssh HOST search WORDS [-n N] [--json]  the newest messages with these words, 20 of them or N
ssh HOST tail [-n N] [--json] the newest messages, and then each that comes
ssh HOST who [--json]         who is here
ssh HOST link [CODE]          a code by which another device becomes you; or enter one
ssh -t HOST plain             enter the room without escape sequences
ssh HOST help | version

--json prints one object a line. Times are UTC unless TZ is sent (ssh -o SetEnv=TZ=Europe/Paris HOST ...).
Exit codes: 0 done, 64 bad argument, 65 empty or too long, 69 nothing can be stored now,
75 too fast or the server is stopping, 77 not allowed, 127 unknown command.
`

// A run is one run of a command, or of none with something piped in.
type run struct{ *client.Client }

// Run runs a command line, "" for what says all of standard input, and
// returns the exit code.
func Run(c *client.Client, line string) int {
	s := &run{c}
	if line == "" {
		return c.Conclude(s.sayInput())
	}
	q, err := parse(line)
	if err != nil {
		return c.Conclude(err)
	}
	return c.Conclude(s.execute(q))
}

// execute runs a command.
func (c *run) execute(q command) error {
	switch q.verb {
	case "help":
		return c.help()
	case "version":
		return c.printVersion()
	}
	return c.Visit(func(s *room.Session) error {
		switch q.verb {
		case "say":
			return c.say(s, q.text, q.JSON)
		case "last":
			return c.last(s, q)
		case "since":
			return c.since(s, q)
		case "search":
			return c.search(s, q)
		case "tail":
			return c.tail(s, q)
		case "link":
			return c.link(s, q.text)
		}
		return c.who(q)
	})
}

func (c *run) help() error {
	_, err := c.Stdout.WriteString(HelpText)
	return err
}

func (c *run) printVersion() error {
	_, err := fmt.Fprintf(c.Stdout, "talktalktalk %s\n", c.Version)
	return err
}

// enter gives a line to the room; if that has to wait, standard error says why. What is
// refused may come all the same, and another run of the command is not known to be the same.
func (c *run) enter(s *room.Session, line string) (room.Receipt, error) {
	defer s.Waiting(func(text string) { fmt.Fprintf(c.Stderr, "%s\n", texts.Legible(text)) })()
	receipt, err := s.Enter(c.Context, "", line)
	var r *room.Refusal
	if errors.As(err, &r) && r.Code == room.CodeUnavailable {
		err = &room.Refusal{Code: r.Code, Text: r.Text + mayCome}
	}
	return receipt, err
}

// mayCome is what is said behind why something was refused that may be stored.
const mayCome = " It may come all the same: look before you send it again."

// say says text as if it had been typed, and returns when it is stored.
func (c *run) say(s *room.Session, text string, asJSON bool) error {
	receipt, err := c.enter(s, text)
	if err != nil {
		return err
	}
	switch {
	case receipt.Hits != nil:
		err = c.print(receipt.Hits.Events, command{JSON: asJSON})
	case receipt.Answer != "" && asJSON:
		_, err = c.Stdout.Write(wire.EncodeLine(wire.NewNotice("", receipt.Answer)))
	case receipt.Answer != "":
		_, err = fmt.Fprintf(c.Stdout, "%s\n", texts.Legible(receipt.Answer))
	case receipt.Seq > 0 && asJSON:
		_, err = c.Stdout.Write(wire.EncodeLine(wire.NewStored("", receipt)))
	}
	return err
}

// link prints a code of /link and nothing else, or enters one.
func (c *run) link(s *room.Session, code string) error {
	receipt, err := c.enter(s, "/link "+code)
	if err == nil {
		_, err = fmt.Fprintf(c.Stdout, "%s\n", cmp.Or(receipt.Code, texts.Legible(receipt.Answer)))
	}
	return err
}

// sayInput says all of standard input as one message. It is text through and
// through: what a script pipes in is no command, even if it begins like one.
func (c *run) sayInput() error {
	line, err := c.readInput()
	if err != nil {
		return err
	}
	if strings.HasPrefix(line, "/") {
		line = "/" + line // B23: "//" sends a slash
	}
	return c.Visit(func(s *room.Session) error { return c.say(s, line, false) })
}

// readInput reads standard input to its end, unless that is too far away or
// the room closes before.
func (c *run) readInput() (string, error) {
	read := make(chan string, 1)
	c.Work.Go(func() {
		text, err := io.ReadAll(io.LimitReader(c.Session, inputMost+1))
		if err == nil && (len(text) > inputMost || c.InputEnded()) {
			read <- string(text)
		}
	})
	select {
	case text := <-read:
		if len(text) > inputMost {
			return "", client.TooLong
		}
		return text, nil
	case <-c.Room.Closing():
		return "", room.ErrClosing
	case <-c.Context.Done():
		return "", c.Context.Err()
	}
}

// who lists the people who are here.
func (c *run) who(q command) error {
	members, online := c.Room.Roster(whoMost)
	for _, m := range members {
		var err error
		if q.JSON {
			_, err = c.Stdout.Write(wire.EncodeLine(wire.NewPerson(m)))
		} else {
			_, err = fmt.Fprintf(c.Stdout, "%s\n", texts.Legible(m.String()))
		}
		if err != nil {
			return err
		}
	}
	if more := online - len(members); more > 0 {
		fmt.Fprintf(c.Stderr, "and %d more\n", more)
	}
	return nil
}
