package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// framePause is the least time between the beginnings of two frames: at most
// 20 a second are drawn (ARCHITECTURE §5), and a storm of resizes is one redraw
// (B49).
const framePause = 50 * time.Millisecond

// A display is what a model knows of the terminal that it draws on.
type display struct {
	renderer renderer
	open     bool      // the screen has been taken
	stale    bool      // what is shown is no longer so
	last     time.Time // when the last one began
	bell     bool      // rings with the next one

	composer composer // of draft
	draft    draft    // that was laid out last
	out      []byte   // what is written is put together here
}

// outKept is how much room for what is written is kept.
const outKept = 1 << 10

// render is what brings the terminal to a frame, until the next one is rendered.
func (c *display) render(f frame) []byte {
	b := c.out[:0]
	if !c.open {
		b, c.open = append(b, enter...), true
	}
	if c.bell {
		b, c.bell = append(b, client.Ring...), false
	}
	b = c.renderer.render(b, f)
	if c.out = nil; cap(b) <= outKept {
		c.out = b
	}
	return b
}

// draw brings the terminal to what it is to show: at once, or after a pause if
// that was done just now. It waits for the terminal to take it, so that meanwhile
// nothing else is asked for.
func (m *model) draw() {
	c := &m.display
	if !c.stale || m.opening {
		return
	}
	now := time.Now()
	if rest := framePause - now.Sub(c.last); rest > 0 {
		m.wakeAfter(rest)
		return
	}
	c.stale, c.last = false, now
	m.notePlace()
	f := m.frame()
	if b := c.render(f); len(b) > 0 {
		if _, err := m.Raw.Write(b); err != nil {
			m.err = client.ErrGone
			return
		}
		m.read()
	}
	m.loadAhead(f.scrolling)
	for _, rest := range []time.Duration{m.status.rest(m.Now()), m.order.Rest(m.Now())} {
		if rest > 0 {
			m.wakeAfter(rest)
		}
	}
}

// A resizeMsg is a message: a size of the terminal, which is within bounds (B49).
type resizeMsg struct{ width, height int }

// resize takes in the terminal's size.
func (m *model) resize(size resizeMsg) {
	m.send(m.size)
	if size.width == m.scrollback.Width && size.height == m.height {
		return
	}
	m.scrollback.Columns = cells.NewColumns(size.width)
	m.scrollback.reset()
	m.height = size.height
	m.display.renderer.forget()
	m.display.stale = true
}

// size waits for another size.
func (m *model) size() tea.Msg {
	select {
	case <-m.Terminal.Resized:
		width, height := m.Terminal.Size()
		return resizeMsg{width, height}
	case <-m.waiting.Done():
		return nil
	}
}
