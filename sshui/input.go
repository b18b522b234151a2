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
	var rest []byte
	for {
		sent := make([]byte, readMost)
		n := copy(sent, rest)
		more, err := c.sess.Read(sent[n:])
		if sent, rest = cutEscape(sent[:n+more]); len(sent) > 0 {
			select {
			case c.typed <- sent:
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

// cutEscape takes an ESC off the end of what has filled its piece: the sequence
// goes on in the next, and by itself it would be the key of that name.
func cutEscape(sent []byte) (whole, rest []byte) {
	if last := len(sent) - 1; last == readMost-1 && sent[last] == '\x1b' {
		return sent[:last], sent[last:]
	}
	return sent, nil
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
