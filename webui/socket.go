package webui

import (
	"context"
	"errors"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// maxFrame is how many bytes a client's frame may have (INTERFACE, "The WebSocket").
const maxFrame = 64 << 10

// A socket is one visitor's WebSocket. Its reading goroutine owns it.
type socket struct {
	door  *Server
	ws    *websocket.Conn
	addr  netip.Addr // of the client
	leave func()     // gives the place at the limiter back

	device string // what the person knows the browser by
	page   string // the address of its page

	session *room.Session // nil until hello; set before the turn begins
	pace    pace          // of the reading
	turn    writerTurn    // of the writing goroutine

	places    chan struct{} // taken by the lines under way; nil before the first
	answering sync.WaitGroup
	acting    *act // the last one; nil before the first

	asked   atomic.Bool // a ping has not been answered yet
	stalled atomic.Bool // the client did not read
	pulse   *room.Pulse

	out     sync.Mutex     // held while a frame is written
	due     time.Time      // when the write under way, or the last one, has failed
	called  string         // the name that the client was told last
	ignored []room.Ignored // likewise

	identity room.Identity // likewise; its name may be older
	rank     room.Rank     // whose commands the client was told last
	order    ordered       // likewise
}

// begin starts the conversation: hello is due.
func (c *socket) begin() {
	c.ws.SetReadLimit(maxFrame)
	c.ws.SetPingHandler(c.pongTo)
	c.ws.SetPongHandler(func(string) error { c.heard(); return nil })
	c.expect(c.door.patience.hello)
	c.listen()
}

// listen waits for a frame, answers it, and hands the socket to a goroutine
// with a fresh stack: answering takes a deep one, which all who have ever said
// something would keep while they only listen.
func (c *socket) listen() {
	if reason := c.door.guard(c.answerNext); reason != nil {
		c.end(reason)
		return
	}
	c.door.reading.Go(c.listen)
}

// end takes leave of the client and of the room.
func (c *socket) end(reason error) {
	defer c.leave()
	defer c.door.forget(c)
	if errors.Is(reason, restarting) {
		c.hush()
		c.tellRest()
	}
	c.goodbye(reason)
	c.close()
	c.hush()
	if c.session != nil {
		c.session.Leave(departure(reason))
	}
	c.door.log.Info("web connection ended", "addr", c.addr, "after", c.pulse.Age().Round(time.Millisecond), "stalled", c.stalled.Load(), "reason", reason)
}

// hush waits for the answers that are due and ends the writing.
func (c *socket) hush() {
	c.answering.Wait()
	c.turn.retire()
}

// tellRest tells what has happened until now, before the goodbye. The room is
// closing or the connection broken: that is how it ends.
func (c *socket) tellRest() {
	if c.session != nil {
		_ = c.door.guard(c.deliver)
	}
}

// answerNext reads a frame and answers it. Its error ends the socket.
func (c *socket) answerNext() error {
	kind, frame, err := c.ws.ReadMessage()
	switch {
	case err != nil:
		return c.reason(err)
	case kind != websocket.TextMessage:
		return notText
	case !utf8.Valid(frame): // the library leaves this to us
		return notUTF8
	}
	c.heard()
	c.pulse.Act()
	return c.take(frame)
}

// reason says what the failed read means. Deadlines are set for three reasons.
func (c *socket) reason(err error) error {
	c.pulse.Broke(err)
	switch {
	case !isLate(err):
		return err
	case c.door.stopping.Err() != nil:
		return restarting
	case c.session == nil:
		return noHello
	case c.session.Removed() != nil:
		return sentOut(c.session.Removed(), false)
	}
	return err // an unanswered ping
}

// pongTo answers a ping. The library would wait for a second only, and then
// give the connection up.
func (c *socket) pongTo(data string) error {
	c.heard()
	return c.control(websocket.PongMessage, []byte(data))
}

// heard notes that the peer is alive. Before hello that does not count.
func (c *socket) heard() {
	c.pulse.Beat()
	if c.session != nil {
		c.asked.Store(false)
		c.expect(0)
	}
}

// expect lets the read fail that lasts longer than d; 0 is for ever.
func (c *socket) expect(d time.Duration) {
	var end time.Time
	if d > 0 {
		end = time.Now().Add(d)
	}
	c.ws.SetReadDeadline(end)
	if c.door.stopping.Err() != nil || c.session != nil && c.session.Removed() != nil {
		c.interrupt() // ours may have come after the keeper's, or the writer's
	}
}

// interrupt ends the read that the socket is in, or its next one.
func (c *socket) interrupt() { c.ws.SetReadDeadline(time.Unix(1, 0)) }

// rouse has a goroutine write what there is to write, and a ping if ping is set.
func (c *socket) rouse(ping bool) {
	if c.turn.take(ping) {
		go c.writeOn()
	}
}

// close cuts the connection; whatever waits for the peer fails at once.
func (c *socket) close() { c.ws.Close() }

// guard runs what, a goroutine of one socket, and turns its panic into the end
// of that socket.
func (s *Server) guard(what func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic in a connection", "panic", p, "stack", string(debug.Stack()))
			err = failed
		}
	}()
	return what()
}

// within returns the context for something that the room is to do in time.
func (s *Server) within(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.ctx, d)
}
