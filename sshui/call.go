package sshui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"charm.land/ssh"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// The exit codes (INTERFACE, "SSH"), and one for what should not happen.
const (
	exitDone        = 0
	exitUsage       = 64 // bad argument
	exitData        = 65 // empty or too long
	exitUnavailable = 69 // the store is not writable
	exitInternal    = 70
	exitLater       = 75 // flood, or the server is stopping
	exitForbidden   = 77
	exitUnknown     = 127 // unknown command
)

// outputBuffer is how much of an answer is sent at once.
const outputBuffer = 4 << 10

// A call is one run of a program for a client.
type call struct {
	*Server
	peer    *peer
	term    *terminal
	sess    ssh.Session     // reads standard input
	ctx     context.Context // of the session
	visitor room.Visitor
	zone    *time.Location
	out     *bufio.Writer // standard output
	aside   io.Writer     // standard error
	typed   chan []byte   // what the client sends, see listening
}

func (s *Server) newCall(sess ssh.Session, p *peer) *call {
	return &call{
		Server:  s,
		peer:    p,
		term:    &p.terminal,
		sess:    sess,
		ctx:     p.session,
		visitor: s.visitor(sess),
		zone:    zoneOf(p.terminal.variable("TZ"), time.UTC),
		out:     bufio.NewWriterSize(sess, outputBuffer),
		aside:   sess.Stderr(),
	}
}

// command runs a command.
func (c *call) command(q request) error {
	switch q.verb {
	case "help":
		return c.help()
	case "version":
		return c.version()
	}
	return c.pass(func(s *room.Session) error {
		switch q.verb {
		case "say":
			return c.say(s, q.text, q.json)
		case "last":
			return c.last(s, q)
		case "since":
			return c.since(s, q)
		case "tail":
			return c.tail(s, q)
		}
		return c.who(q)
	})
}

// pass lets the visitor in for as long as do takes, without standing in the
// list of people (B35).
func (c *call) pass(do func(*room.Session) error) error {
	v := c.visitor
	v.Passing, v.Recent = true, -1
	s, err := c.room.Join(c.ctx, v)
	if err != nil {
		return err
	}
	defer s.Leave(room.Quit)
	return do(s)
}

// inputEnded tells, after the end of standard input, whether the client has
// ended it: a channel that is closed looks the same, but answers no more.
func (c *call) inputEnded() bool {
	_, err := c.sess.SendRequest(keepaliveRequest, true, nil)
	return err == nil
}

// errGone is what comes of a frame that could not be written: there is nobody
// any more. The connection's end may be known a moment later only.
var errGone = errors.New("the client is gone")

// conclude sends what is left of the answer, says on standard error what went
// wrong, and returns the exit code.
func (c *call) conclude(err error) int {
	unread := c.out.Flush()
	var code int
	var text string
	switch {
	case err == nil:
		return exitDone
	case unread != nil, errors.Is(err, errGone), c.ctx.Err() != nil:
		return exitInternal // nobody is there to be told; whether it was done nobody knows
	case errors.Is(err, room.ErrClosing):
		code, text = exitLater, c.goodbye()
	case errors.As(err, new(usageError)):
		code, text = exitUsage, err.Error()
	case errors.As(err, new(unknownCommand)):
		code, text = exitUnknown, err.Error()
	default:
		code, text = c.refused(err)
	}
	fmt.Fprintf(c.aside, "%s\n", text)
	return code
}

// refused is what the visitor reads of an error, and its exit code. What is
// none of the visitor's business is logged.
func (c *call) refused(err error) (code int, text string) {
	r, known := room.AsRefusal(err)
	if !known {
		c.log.Error("an ssh session failed", "err", err)
	}
	switch r.Code {
	case room.CodeFlood:
		code = exitLater
	case room.CodeEmpty, room.CodeTooLong, room.CodeTooManyLines:
		code = exitData
	case room.CodeUnavailable:
		code = exitUnavailable
	case room.CodeForbidden:
		code = exitForbidden
	case room.CodeInternal:
		code = exitInternal
	default:
		code = exitUsage
	}
	return code, texts.Legible(r.Text)
}

// goodbye says that the server stops, and how to come back (B10).
func (c *call) goodbye() string {
	return "The server is stopping. To come back:\n" + c.sshCommand()
}

// sshCommand is the command that leads here from outside.
func (c *call) sshCommand() string {
	host, port, err := net.SplitHostPort(c.sess.LocalAddr().String())
	if err != nil {
		return "ssh"
	}
	host, _, _ = strings.Cut(host, "%") // the zone means something on this machine only
	if c.opts.Public != "" {
		host = c.opts.Public
	}
	if c.opts.PublicPort != 0 {
		port = strconv.Itoa(c.opts.PublicPort)
	}
	return fmt.Sprintf("ssh %s -p %s", host, port)
}
