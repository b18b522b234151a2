package main

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// A webGuest is a person at the page. What it has seen it keeps over its
// connections, as the page does.
type webGuest struct {
	t            *testing.T
	name         string // now
	conn         *websocket.Conn
	gone         chan struct{} // closed when conn has ended
	token, epoch string
	last         uint64 // number of the last message it has
	says         int
	seen, told   *journal[string]
}

func newWebGuest(t *testing.T, name string) *webGuest {
	g := &webGuest{t: t, name: name, seen: newJournal[string](), told: newJournal[string]()}
	t.Cleanup(func() { g.cut() })
	return g
}

func (g *webGuest) sees() *journal[string]   { return g.seen }
func (g *webGuest) isTold() *journal[string] { return g.told }

func (g *webGuest) enter(s *process) {
	g.cut()
	hello := object{Type: "hello", Name: g.name, Token: g.token, Epoch: g.epoch, After: g.last}
	g.conn, g.gone = dial(g.t, s), make(chan struct{})
	go g.read()
	g.send(hello)
	if _, err := g.told.find(withPatience(g.t), func(s string) bool { return strings.HasPrefix(s, "welcome") }); err != nil {
		g.t.Fatalf("%s enters: %v", g.name, err)
	}
}

func (g *webGuest) knock(s *process) (string, error) {
	conn := dial(g.t, s)
	defer conn.Close()
	if err := send(conn, object{Type: "hello", Name: g.name, Token: g.token}); err != nil {
		return "", err
	}
	said := ""
	for {
		objects, err := receive(conn)
		if websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
			return said, nil
		}
		if err != nil {
			return said, err
		}
		for _, o := range objects {
			said += o.Text
		}
	}
}

func (g *webGuest) send(o object) {
	if err := send(g.conn, o); err != nil {
		g.t.Errorf("%s sends %s: %v", g.name, o.Type, err)
	}
}

func (g *webGuest) say(text string) {
	g.says++
	g.send(object{Type: "say", ID: strconv.Itoa(g.says), Text: text})
}

func (g *webGuest) leave() {
	end := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := g.conn.WriteControl(websocket.CloseMessage, end, time.Now().Add(patience)); err != nil {
		g.t.Errorf("%s leaves: %v", g.name, err)
	}
	<-g.gone
}

func (g *webGuest) cut() {
	if g.conn != nil {
		g.conn.Close()
		<-g.gone
	}
}

func (g *webGuest) read() {
	defer close(g.gone)
	defer g.conn.Close()
	for {
		objects, err := receive(g.conn)
		if err != nil {
			g.t.Logf("%s's connection ends: %v", g.name, err)
			return
		}
		for _, o := range objects {
			g.take(o)
		}
	}
}

// take notes what a person at the page reads.
func (g *webGuest) take(o object) {
	switch o.Type {
	case "welcome":
		g.name, g.token, g.epoch = o.Name, o.Token, o.Epoch
		g.told.add("welcome, you are " + o.Name)
	case "message":
		if o.Seq <= g.last {
			g.t.Errorf("%s got number %d after %d", g.name, o.Seq, g.last)
		}
		g.last = o.Seq
		g.seen.add(line(o))
	case "presence":
		for _, name := range o.Joined {
			g.seen.add(name + " joined")
		}
		for _, name := range o.Left {
			g.seen.add(name + " left")
		}
		for _, names := range o.Renamed {
			g.seen.add(names[0] + " is now " + names[1])
		}
	case "notice", "error", "act":
		g.told.add(o.Text)
	case "you":
		g.name, g.token = o.Name, o.Token
		g.told.add("you are " + o.Name)
	case "standing":
		if o.Barred != nil {
			g.told.add(o.Barred.Text)
		}
	case "topic":
		g.seen.add("topic: " + o.Text)
	case "purged":
		g.seen.add("purged")
	case "bye":
		g.told.add(o.Reason)
	case "named":
		g.name = o.Name
		g.told.add(cmp.Or(o.Note, "you are "+o.Name))
	}
}

// line is a message as people read it.
func line(o object) string {
	name := o.Name
	if o.Claimed {
		name += "✓"
	}
	if o.Note != "" {
		name += " (" + o.Note + ")"
	}
	switch {
	case o.Deleted:
		return name + ": message deleted"
	case o.Action:
		return "* " + name + " " + o.Text
	}
	return name + ": " + o.Text
}

// An sshGuest is a person at a terminal.
type sshGuest struct {
	t    *testing.T
	name string
	key  ssh.Signer
	term *terminal
}

func (g *sshGuest) sees() *journal[string]   { return g.term.shown }
func (g *sshGuest) isTold() *journal[string] { return g.term.shown }
func (g *sshGuest) enter(s *process)         { g.term = open(g.t, s, g.name, g.key) }
func (g *sshGuest) cut()                     { g.term.cut() }

func (g *sshGuest) knock(s *process) (string, error) {
	session, err := login(g.t, s, g.name, g.key).NewSession()
	if err != nil {
		return "", err
	}
	said, err := session.CombinedOutput("plain")
	var exit *ssh.ExitError
	if errors.As(err, &exit) && exit.ExitStatus() == 77 {
		err = nil
	}
	return string(said), err
}

// say clears what a refusal may have put back, types and sends.
func (g *sshGuest) say(text string) {
	const clear, enter, newline = "\x15", "\r", "\x1b\r" // Ctrl-U, Enter, Alt-Enter
	g.term.press(clear + strings.ReplaceAll(text, "\n", newline) + enter)
}

func (g *sshGuest) leave() {
	g.say("/quit")
	if err := g.term.shown.wait(withPatience(g.t)); err != nil || g.term.ended != nil {
		g.t.Errorf("%s leaves: %v, %v", g.name, err, g.term.ended)
	}
}
