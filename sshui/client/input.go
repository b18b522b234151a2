package client

// ReadMost is how many bytes typed are taken in at once.
const ReadMost = 1 << 10

// Input is where what the client sends arrives. It is closed when that
// ends by the client's will.
func (c *Client) Input() <-chan []byte {
	if c.Typed == nil {
		c.Typed = make(chan []byte)
		c.Work.Go(c.listen)
	}
	return c.Typed
}

// listen hands on what the client sends. It ends with the channel, since
// nothing else interrupts a read.
func (c *Client) listen() {
	var rest []byte
	for {
		sent := make([]byte, ReadMost)
		n := copy(sent, rest)
		more, err := c.Session.Read(sent[n:])
		if sent, rest = cutEscape(sent[:n+more]); len(sent) > 0 {
			select {
			case c.Typed <- sent:
			case <-c.Context.Done():
				return
			}
		}
		if err != nil {
			break
		}
	}
	if c.InputEnded() {
		close(c.Typed)
	}
}

// cutEscape takes an ESC off the end of what has filled its piece: the sequence
// goes on in the next, and by itself it would be the key of that name.
func cutEscape(sent []byte) (whole, rest []byte) {
	if last := len(sent) - 1; last == ReadMost-1 && sent[last] == '\x1b' {
		return sent[:last], sent[last:]
	}
	return sent, nil
}
