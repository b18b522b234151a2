package sshui

import tea "charm.land/bubbletea/v2"

// listening is where what the client sends arrives. It is closed when that
// ends by the client's will.
func (c *call) listening() <-chan []byte {
	if c.typed == nil {
		c.typed = make(chan []byte)
		c.peer.work.Go(c.listen)
	}
	return c.typed
}

// listen hands on what the client sends. It ends with the channel, since
// nothing else interrupts a read.
func (c *call) listen() {
	for {
		sent := make([]byte, readMost)
		n, err := c.sess.Read(sent)
		if n > 0 {
			select {
			case c.typed <- sent[:n]:
			case <-c.ctx.Done():
				return
			}
		}
		if err != nil {
			break
		}
	}
	if c.inputEnded() {
		close(c.typed)
	}
}

// A keyed is a message: what was typed, or with false that nothing more is.
type keyed struct {
	sent []byte
	more bool
}

// hearOnce waits for what is typed.
func (m *model) hearOnce() tea.Msg {
	select {
	case sent, more := <-m.typed:
		return keyed{sent, more}
	case <-m.waiting.Done():
		return nil
	}
}
