package sshui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// framePause is the least time between the beginnings of two frames: at most
// 20 a second are drawn (ARCHITECTURE §5), and a storm of resizes is one redraw
// (B49).
const framePause = 50 * time.Millisecond

// A canvas is what a model knows of the terminal that it draws on.
type canvas struct {
	painter painter
	open    bool      // the screen has been taken
	stale   bool      // what is shown is no longer so
	drawing bool      // a frame is on its way
	last    time.Time // when the last one began
	bell    bool      // rings with the next one
}

// busy tells whether there is something that the terminal does not show yet.
func (c *canvas) busy() bool { return c.stale || c.drawing }

// paint is what brings the terminal to a frame.
func (c *canvas) paint(f frame) (b []byte) {
	if !c.open {
		b, c.open = append(b, screenOn...), true
	}
	if c.bell {
		b, c.bell = append(b, ring...), false
	}
	return c.painter.paint(b, f)
}

// painted is a message: a frame has gone out.
type painted struct{ err error }

// draw sends a frame on its way: at once, or after a pause if the last one was
// just now.
func (m *model) draw() {
	c := &m.canvas
	if !c.stale || c.drawing || m.opening {
		return
	}
	now := time.Now()
	if rest := framePause - now.Sub(c.last); rest > 0 {
		m.wakeAfter(rest)
		return
	}
	c.stale, c.last = false, now
	m.offer()
	if b := c.paint(m.frame()); len(b) > 0 {
		c.drawing = true
		m.send(func() tea.Msg {
			_, err := m.sess.Write(b)
			return painted{err}
		})
	}
	m.turnAhead()
	if rest := m.status.rest(m.now()); rest > 0 {
		m.wakeAfter(rest)
	}
}

// hang takes in that a frame has gone out.
func (m *model) hang(p painted) {
	m.canvas.drawing = false
	if p.err != nil {
		m.err = errGone
		return
	}
	m.read()
}

// A resized is a message: a size of the terminal, which is within bounds (B49).
type resized struct{ width, height int }

// resize takes in the terminal's size.
func (m *model) resize(size resized) {
	m.send(m.size)
	if size.width == m.roll.width && size.height == m.height {
		return
	}
	m.roll.columns = columnsOf(size.width)
	m.roll.reset()
	m.height = size.height
	m.canvas.painter.forget()
	m.canvas.stale = true
}

// size waits for another size.
func (m *model) size() tea.Msg {
	select {
	case <-m.term.resized:
		width, height := m.term.size()
		return resized{width, height}
	case <-m.waiting.Done():
		return nil
	}
}
