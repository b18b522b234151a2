package screen

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// ErrPlain ends the screen when the person wants lines instead.
var ErrPlain = errors.New("the person prefers lines")

// Run has somebody who has joined talk on the whole screen until they leave,
// with nil, or with errPlain until they want lines. Otherwise the session has
// left; the terminal is as it was before, however it ends.
func Run(c *client.Client, s *room.Session) error {
	ctx, cancel := context.WithCancel(c.Context)
	m := newModel(ctx, c, s)
	defer func() {
		cancel()
		m.end()
		if !errors.Is(m.err, ErrPlain) {
			s.Leave(m.how)
		}
		if m.display.open {
			_, _ = c.Raw.Write([]byte(Leave)) // an error means that nobody is there to see it
		}
	}()
	if m.absent, m.err = c.CountUnread(s); m.err != nil {
		return m.err
	}
	m.program = newProgram(ctx, m)
	_, err := m.program.Run()
	cancel()
	m.end() // before m is looked at
	if m.err == nil && !m.left {
		return err
	}
	return m.err
}

// newProgram is bubbletea's loop around the model, without all else of it: its
// renderer holds a grid of cells for each session (see doc.go), its input a
// table of keys, and on a server the signals are not a session's.
func newProgram(ctx context.Context, m *model) *tea.Program {
	width, height := m.Terminal.Size()
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
	m.Client.Work.Go(func() { _ = m.program.ReleaseTerminal() }) // there is none of its own that could fail
}

// nothing takes what the library itself would write.
type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }
