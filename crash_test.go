package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// TestKill kills the server without warning, again and again, while eight
// writers write: what was acknowledged or shown is there, once, in order (B1, B2).
func TestKill(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	o := newOracle(t, writers)
	for round := range amount(t, killsVariable, 4) {
		s := startOn(t, data, "--flood=off")
		wait := o.write(s)
		o.more(withPatience(t), 40+10*(round%5)) // early and late in what a start does
		s.kill()
		wait()
	}
	s := startOn(t, data, "--flood=off")
	reader, _ := browse(t, s, object{Name: "reader"})
	o.judge(reader.history())
}

// TestStopUnderLoad stops the server while eight writers write: everybody is
// told, nothing that was acknowledged is lost, and it ends well (B10).
func TestStopUnderLoad(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data, "--flood=off")
	o := newOracle(t, writers)
	wait := o.write(s)
	o.more(withPatience(t), 200)
	term := open(t, s, "ann", newKey(t))
	s.stop()
	wait()
	term.wantGoodbye(s)
	for _, w := range o.writers {
		if !websocket.IsCloseError(w.gone, websocket.CloseServiceRestart) {
			t.Errorf("%s's connection ended with %v, want close code 1012", w.name, w.gone)
		}
		if n := len(w.last); n == 0 || w.last[n-1].Type != "bye" {
			t.Errorf("%s was told %+v at the end, want bye", w.name, w.last)
		}
	}
	s = startOn(t, data, "--flood=off")
	reader, _ := browse(t, s, object{Name: "reader"})
	o.judge(reader.history())
}

// wantGoodbye wants the session to have ended by a stop: with the command that
// leads back, and exit 75.
func (term *terminal) wantGoodbye(s *process) {
	term.t.Helper()
	host, port, _ := strings.Cut(s.ssh, ":")
	term.await("goodbye", func(line string) bool { return strings.Contains(line, "ssh "+host+" -p "+port) })
	if err := term.shown.wait(withPatience(term.t)); err != nil {
		term.t.Fatal(err)
	}
	var exit *ssh.ExitError
	if !errors.As(term.ended, &exit) || exit.ExitStatus() != 75 {
		term.t.Errorf("the session ended with %v, want exit 75", term.ended)
	}
}

// TestSameID: a message sent again under its id is the first one, whatever
// connection it comes by, and also after a restart (B1).
func TestSameID(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data)
	first, welcome := browse(t, s, object{Name: "ann"})
	seq := first.say("c-1", "once")
	second, _ := browse(t, s, object{Token: welcome.Token})
	if got := second.say("c-1", "once"); got != seq {
		t.Errorf("on another connection it is number %d, want %d", got, seq)
	}
	s.stop()
	s = startOn(t, data)
	third, _ := browse(t, s, object{Token: welcome.Token})
	if got := third.say("c-1", "once"); got != seq {
		t.Errorf("after a restart it is number %d, want %d", got, seq)
	}
	if history := third.history(); len(history) != 1 || history[0].Seq != seq {
		t.Errorf("history = %+v, want the one message %d", history, seq)
	}
}
