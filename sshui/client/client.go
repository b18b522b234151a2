package client

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// The exit codes (INTERFACE, "SSH"), and one for what should not happen.
const (
	ExitDone        = 0
	ExitUsage       = 64 // bad argument
	ExitData        = 65 // empty or too long
	ExitUnavailable = 69 // the store is not writable
	ExitInternal    = 70
	ExitLater       = 75 // flood, or the server is stopping
	exitForbidden   = 77
	ExitUnknown     = 127 // unknown command
)

// An UsageError says what is wrong with a command, or how it is used.
type UsageError struct {
	Code int // the exit code
	Text string
}

func (e *UsageError) Error() string { return e.Text }

// outputBuffer is how much of an answer is sent at once.
const outputBuffer = 4 << 10

// A Host is what all clients of a server share.
type Host struct {
	Room       *room.Room
	Title      string         // the room's
	Version    string         // the program's
	Public     string         // host that good-byes name; "" for the one that the client reached
	PublicPort int            // likewise; 0 for the one that the client reached
	WebPage    Page           // of the other door
	ServerZone *time.Location // of terminals that name none
	Now        func() time.Time
	Log        *slog.Logger
}

// A Page is where browsers find the room. The zero value says that they do not.
type Page struct {
	Scheme string
	Host   string // "" for the same as the ssh door's
	Port   int
	Path   string // "/chat/"; "" for the root
}

// A Client is one run of a program for a client.
type Client struct {
	*Host
	Work       *sync.WaitGroup // the goroutines of the connection
	Terminal   *Terminal
	Session    ssh.Session     // reads standard input
	Raw        io.Writer       // standard output as it is, without a \r before each \n
	Context    context.Context // of the session
	visitor    room.Visitor
	ScriptZone *time.Location // the zone that the client sent, UTC for none
	Stdout     *bufio.Writer  // standard output
	Stderr     io.Writer      // standard error
	Typed      chan []byte    // what the client sends, see listening
	unsure     unsure
}

// New returns what a program needs to serve visitor over sess, whose
// terminal is term and whose channel takes raw. Its goroutines are counted in
// work; ctx ends with the session.
func New(ctx context.Context, h *Host, sess ssh.Session, term *Terminal, raw io.Writer, work *sync.WaitGroup, visitor room.Visitor) *Client {
	return &Client{
		Host:       h,
		Work:       work,
		Terminal:   term,
		Session:    sess,
		Raw:        raw,
		Context:    ctx,
		visitor:    visitor,
		ScriptZone: zoneOf(term.variable("TZ"), time.UTC),
		Stdout:     bufio.NewWriterSize(sess, outputBuffer),
		Stderr:     sess.Stderr(),
	}
}

// Visit lets the visitor in for as long as do takes, without standing in the
// list of people (B35).
func (c *Client) Visit(do func(*room.Session) error) error {
	v := c.visitor
	v.Passing, v.Recent, v.Days, v.Page = true, -1, c.ScriptZone, c.page()
	s, err := c.Room.Join(c.Context, v)
	if err != nil {
		return err
	}
	defer s.Leave(room.Quit)
	return do(s)
}

// InputEnded tells, after the end of standard input, whether the client has
// ended it: a channel that is closed looks the same, but answers no more.
func (c *Client) InputEnded() bool {
	_, err := c.Session.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}

// ErrGone is what comes of a frame that could not be written: there is nobody
// any more. The connection's end may be known a moment later only.
var ErrGone = errors.New("the client is gone")

// Conclude sends what is left of the answer, says on standard error what went
// wrong, and returns the exit code.
func (c *Client) Conclude(err error) int {
	unread := c.Stdout.Flush()
	var code int
	var text string
	var usage *UsageError
	switch {
	case err == nil:
		return ExitDone
	case unread != nil, errors.Is(err, ErrGone), c.Context.Err() != nil:
		return ExitInternal // nobody is there to be told; whether it was done nobody knows
	case errors.Is(err, room.ErrClosing):
		code, text = ExitLater, c.Goodbye()
	case errors.As(err, &usage):
		code, text = usage.Code, usage.Error()
	default:
		code, text = c.Explain(err)
	}
	fmt.Fprintf(c.Stderr, "%s\n", text)
	return code
}

// Explain is what the visitor reads of an error, and its exit code. What is
// none of the visitor's business is logged.
func (c *Client) Explain(err error) (code int, text string) {
	r, known := room.AsRefusal(err)
	if !known {
		c.Log.Error("an ssh session failed", "err", err)
	}
	switch r.Code {
	case room.CodeFlood, room.CodeSlow:
		code = ExitLater
	case room.CodeEmpty, room.CodeTooLong, room.CodeTooManyLines:
		code = ExitData
	case room.CodeUnavailable:
		code = ExitUnavailable
	case room.CodeForbidden, room.CodeBanned, room.CodeMuted, room.CodeLocked:
		code = exitForbidden
	case room.CodeInternal:
		code = ExitInternal
	default:
		code = ExitUsage
	}
	return code, texts.Legible(r.Text)
}

// Goodbye says that the server stops, and how to come back (B10).
func (c *Client) Goodbye() string {
	return "The server is stopping. To come back:\n" + c.sshCommand()
}

// sshCommand is the command that leads here from outside.
func (c *Client) sshCommand() string {
	_, port, err := net.SplitHostPort(c.Session.LocalAddr().String())
	if err != nil {
		return "ssh"
	}
	if c.PublicPort != 0 {
		port = strconv.Itoa(c.PublicPort)
	}
	return fmt.Sprintf("ssh %s -p %s", c.host(), port)
}

// host is that of the server as people see it.
func (c *Client) host() string {
	if c.Public != "" {
		return c.Public
	}
	host, _, _ := net.SplitHostPort(c.Session.LocalAddr().String()) // what a connection says splits
	host, _, _ = strings.Cut(host, "%")                             // the zone means something on this machine only
	return host
}

// Join lets the visitor in to talk.
func (c *Client) Join() (*room.Session, error) {
	v := c.visitor
	v.Commands, v.Days, v.Page = commands, zoneOf(c.Terminal.variable("TZ"), c.ServerZone), c.page()
	return c.Room.Join(c.Context, v)
}

// Farewell says why the screen is gone, and returns the exit code.
func (c *Client) Farewell(err error) int {
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, room.ErrClosing):
		fmt.Fprintf(c.Stdout, "%s\n", c.Goodbye())
		_ = c.Stdout.Flush() // an error means that nobody is there to be told
		return ExitLater
	}
	return c.Conclude(err)
}

// ZoneFor is the zone of the times that somebody sees (B15): that of their
// browser, else the one that they chose, else the one that their client sent,
// else the server's.
func (c *Client) ZoneFor(s *room.Session) *time.Location {
	usual := zoneOf(c.Terminal.variable("TZ"), c.ServerZone)
	return zoneOf(s.BrowserZone(), zoneOf(s.Preferences().Zone, usual))
}

// AnswerText is what the person reads of a receipt, with what only the door knows.
func (c *Client) AnswerText(r room.Receipt) string {
	if page := c.LinkPage(r.Code); r.Code != "" && page != "" {
		return r.Answer + ",\nor its browser opens " + page
	}
	return r.Answer
}

// usualPorts are those that an address need not name.
var usualPorts = map[string]int{"http": 80, "https": 443}

// LinkPage is the address of the page that enters a code of /link, "" if there is no page.
func (c *Client) LinkPage(code string) string {
	if page := c.page(); page != "" {
		return page + "#link=" + code
	}
	return ""
}

// page is the address of the page, "" if there is none.
func (c *Client) page() string {
	if c.WebPage.Port == 0 {
		return ""
	}
	host := net.JoinHostPort(cmp.Or(c.WebPage.Host, c.host()), strconv.Itoa(c.WebPage.Port))
	if c.WebPage.Port == usualPorts[c.WebPage.Scheme] {
		host = strings.TrimSuffix(host, ":"+strconv.Itoa(c.WebPage.Port))
	}
	return (&url.URL{Scheme: c.WebPage.Scheme, Host: host, Path: cmp.Or(c.WebPage.Path, "/")}).String()
}
