package sshui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
)

// talk lets the visitor in to talk, in the form that suits the terminal and the
// person (B52), and returns the exit code.
func (c *call) talk(plain bool) int {
	s, err := c.join()
	switch {
	case err != nil:
		return c.conclude(err)
	case plain || c.term.isDumb():
		return newPlain(c, s).talk(!plain)
	case s.Preferences().Plain:
		return newPlain(c, s).talk(true)
	}
	if err = c.full(s); errors.Is(err, errPlain) {
		f := newPlain(c, s)
		f.goesOn = true
		return f.talk(true)
	}
	return c.farewell(err)
}

// join lets the visitor in to talk.
func (c *call) join() (*room.Session, error) {
	v := c.visitor
	v.Commands = commands
	return c.room.Join(c.ctx, v)
}

// farewell says why the screen is gone, and returns the exit code.
func (c *call) farewell(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, room.ErrClosing):
		fmt.Fprintf(c.out, "%s\n", c.goodbye())
		_ = c.out.Flush() // an error means that nobody is there to be told
		return exitLater
	}
	return c.conclude(err)
}

// errPlain ends the screen when the person wants lines instead.
var errPlain = errors.New("the person prefers lines")

// full has somebody who has joined talk on the whole screen until they leave,
// with nil, or with errPlain until they want lines. Otherwise the session has
// left; the terminal is as it was before, however it ends.
func (c *call) full(s *room.Session) error {
	ctx, cancel := context.WithCancel(c.ctx)
	m := newModel(ctx, c, s)
	defer func() {
		cancel()
		m.end()
		if !errors.Is(m.err, errPlain) {
			s.Leave(m.how)
		}
		if m.canvas.open {
			_, _ = c.sess.Write([]byte(screenOff)) // an error means that nobody is there to see it
		}
	}()
	if m.absent, m.err = c.missed(s); m.err != nil {
		return m.err
	}
	m.program = newProgram(ctx, m)
	_, err := m.program.Run()
	if m.err == nil && !m.left {
		return err
	}
	return m.err
}

// newProgram is bubbletea's loop around the model, without all else of it: its
// renderer holds a grid of cells for each session (see doc.go), its input a
// table of keys, and on a server the signals are not a session's.
func newProgram(ctx context.Context, m *model) *tea.Program {
	width, height := m.term.size()
	return tea.NewProgram(m,
		tea.WithContext(ctx),
		tea.WithInput(nil),
		tea.WithOutput(nothing{}),
		tea.WithoutRenderer(),
		tea.WithFPS(1), // until stopClock
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics(), // the model and its errands catch their own
		tea.WithEnvironment([]string{"TERM=dumb"}),
		tea.WithColorProfile(colorprofile.ASCII),
		tea.WithWindowSize(width, height),
	)
}

// stopClock stops the clock that the library's renderers draw by: it would wake
// an idle session every second for nothing. The library stops it where another
// program is to have the terminal.
func (m *model) stopClock() {
	m.peer.work.Go(func() { _ = m.program.ReleaseTerminal() }) // there is none of its own that could fail
}

// nothing takes what the library itself would write.
type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
