package sshui

import (
	"errors"

	"talktalktalk/sshui/plain"

	"talktalktalk/sshui/client"
	"talktalktalk/sshui/screen"
)

// talk lets the visitor in to talk, in the form that suits the terminal and the
// person (B52), and returns the exit code.
func talk(c *client.Client, asked bool) int {
	s, err := c.Join()
	switch {
	case err != nil:
		return c.Conclude(err)
	case asked || c.Terminal.IsDumb():
		return plain.Run(c, s, !asked, false)
	case s.Preferences().Plain:
		return plain.Run(c, s, true, false)
	}
	if err = screen.Run(c, s); errors.Is(err, screen.ErrPlain) {
		return plain.Run(c, s, true, true)
	}
	return c.Farewell(err)
}
