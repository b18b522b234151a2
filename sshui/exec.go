package sshui

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// Limits of commands.
const (
	inputMost = 64 << 10 // bytes of standard input that are read; a message of B21 fits in
	whoMost   = 500      // people that "who" lists
)

const helpText = `ssh HOST                      enter the room
ssh HOST say [--json] TEXT    say TEXT, the rest of the command line as it is
... | ssh HOST                say all of standard input, as one message
ssh HOST last [n] [--json]    the newest messages, 20 of them or n
ssh HOST since 2h [--json]    the messages of the last 2h, 1d12h, 30m, ...
ssh HOST tail [-n N] [--json] the newest messages, and then each that comes
ssh HOST who [--json]         who is here
ssh -t HOST plain             enter the room without escape sequences
ssh HOST help | version

--json prints one object a line. Times are UTC unless TZ is sent (ssh -o SetEnv=TZ=Europe/Paris HOST ...).
Exit codes: 0 done, 64 bad argument, 65 empty or too long, 69 nothing can be stored now,
75 too fast or the server is stopping, 77 not allowed, 127 unknown command.
`

func (c *call) help() error {
	_, err := c.out.WriteString(helpText)
	return err
}

func (c *call) version() error {
	_, err := fmt.Fprintf(c.out, "talktalktalk %s\n", c.opts.Version)
	return err
}

// say says text as if it had been typed, and returns when it is stored.
func (c *call) say(s *room.Session, text string, asJSON bool) error {
	receipt, err := s.Enter(c.ctx, "", text)
	if err != nil {
		return err
	}
	switch {
	case receipt.Answer != "" && asJSON:
		return json.NewEncoder(c.out).Encode(notice{"notice", receipt.Answer})
	case receipt.Answer != "":
		_, err = fmt.Fprintf(c.out, "%s\n", texts.Legible(receipt.Answer))
	case receipt.Seq > 0 && asJSON:
		return json.NewEncoder(c.out).Encode(stored{"stored", receipt.Seq, receipt.Time.UnixMilli()})
	}
	return err
}

// sayInput says all of standard input as one message. It is text through and
// through: what a script pipes in is no command, even if it begins like one.
func (c *call) sayInput() error {
	line, err := c.readInput()
	if err != nil {
		return err
	}
	if strings.HasPrefix(line, "/") {
		line = "/" + line // B23: "//" sends a slash
	}
	return c.pass(func(s *room.Session) error { return c.say(s, line, false) })
}

// readInput reads standard input to its end, unless that is too far away or
// the room closes before.
func (c *call) readInput() (string, error) {
	read := make(chan string, 1)
	c.peer.work.Go(func() {
		text, err := io.ReadAll(io.LimitReader(c.sess, inputMost+1))
		if err == nil && (len(text) > inputMost || c.inputEnded()) {
			read <- string(text)
		}
	})
	select {
	case text := <-read:
		if len(text) > inputMost {
			return "", tooLong
		}
		return text, nil
	case <-c.room.Closing():
		return "", room.ErrClosing
	case <-c.ctx.Done():
		return "", c.ctx.Err()
	}
}

// tooLong refuses what was not even read to its end.
var tooLong = &room.Refusal{
	Code: room.CodeTooLong,
	Text: fmt.Sprintf("Too long: a message has %d characters at most.", texts.MaxChars),
}

// who lists the people who are here.
func (c *call) who(q request) error {
	members, online := c.room.Roster(whoMost)
	lines := json.NewEncoder(c.out)
	for _, m := range members {
		var err error
		if q.json {
			err = lines.Encode(person{m.Who, m.Name, slices.Concat([]room.Via{}, m.Via), m.Admin})
		} else {
			_, err = fmt.Fprintf(c.out, "%s\n", texts.Legible(m.String()))
		}
		if err != nil {
			return err
		}
	}
	if more := online - len(members); more > 0 {
		fmt.Fprintf(c.aside, "and %d more\n", more)
	}
	return nil
}
