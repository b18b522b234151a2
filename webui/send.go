package webui

import (
	"errors"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/room/wire"
)

// deadline is when a write that begins now has failed.
func (c *socket) deadline() time.Time { return time.Now().Add(c.door.patience.write) }

// dueLocked is a deadline for a frame, no sooner than deadline's and the same
// again for a while: to set another one costs a tenth of what a write does.
func (c *socket) dueLocked() time.Time {
	now, least := time.Now(), c.door.patience.write
	if c.due.Sub(now) < least {
		c.due = now.Add(least + least/dueSlack)
	}
	return c.due
}

// dueSlack is by which part of it a deadline may be later than it must.
const dueSlack = 16

// write sends one text frame.
func (c *socket) write(frame []byte) error {
	c.out.Lock()
	defer c.out.Unlock()
	c.ws.SetWriteDeadline(c.dueLocked())
	return c.written(c.ws.WriteMessage(websocket.TextMessage, frame))
}

// writePrepared sends a frame that others are sent, too.
func (c *socket) writePrepared(frame *websocket.PreparedMessage) error {
	c.out.Lock()
	defer c.out.Unlock()
	c.ws.SetWriteDeadline(c.dueLocked())
	return c.written(c.ws.WritePreparedMessage(frame))
}

// control sends a ping, a pong or a close frame.
func (c *socket) control(kind int, data []byte) error {
	return c.written(c.ws.WriteControl(kind, data, c.deadline()))
}

// written cuts the connection when a write has failed, unless it failed
// because we have said goodbye. The reader notices by itself.
func (c *socket) written(err error) error {
	if err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		if isLate(err) && c.stalled.CompareAndSwap(false, true) {
			c.door.dropped.Add(1)
		}
		c.pulse.Broke(err)
		c.close()
	}
	return err
}

// isLate tells whether a deadline has passed. The library's own errors are not os.ErrDeadlineExceeded.
func isLate(err error) bool {
	var late net.Error
	return errors.As(err, &late) && late.Timeout()
}

// answer sends objects, in as few frames as they fit in.
func (c *socket) answer(objects ...any) error {
	p := newParcel(c.write)
	for _, o := range objects {
		p.add(wire.Encode(o))
	}
	return p.close()
}
