package webui

import (
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// A farewell is an error that ends a socket with words: a close frame, and
// before a planned end a "bye".
type farewell struct {
	code int    // of the close frame
	text string // in the close frame
	bye  *bye   // nil for none

	refusal *refusal // before that, nil for none
}

func (f *farewell) Error() string { return fmt.Sprintf("close %d: %s", f.code, f.text) }

// When a client should try again after a restart, in milliseconds; and when at another
// server of the room.
const (
	comeBack = 1000
	goOver   = 300
)

// The farewells.
var (
	notText    = &farewell{code: websocket.CloseUnsupportedData, text: "frames are text"}
	notUTF8    = &farewell{code: websocket.CloseInvalidFramePayloadData, text: "frames are UTF-8"}
	noHello    = &farewell{code: websocket.CloseProtocolError, text: "no hello"}
	failed     = &farewell{code: websocket.CloseInternalServerErr, text: "something went wrong"}
	restarting = &farewell{code: websocket.CloseServiceRestart, text: "restarting", bye: newBye("restarting", comeBack)}
	quit       = &farewell{code: websocket.CloseNormalClosure, text: "quit", bye: newBye("quit", 0)}
)

// elsewhere is the bye of a server that is not the room's only one.
var elsewhere = newBye(restarting.bye.Reason, goOver)

// restarts is what a page is told when the server stops.
func (s *Server) restarts() *bye {
	if s.room.Elsewhere() {
		return elsewhere
	}
	return restarting.bye
}

// departure tells the room how the visitor went (B9).
func departure(reason error) room.Departure {
	var ours *farewell
	switch {
	case errors.As(reason, &ours) && ours.code == websocket.ClosePolicyViolation:
		return room.Quit // sent out, nobody comes back at once
	case errors.Is(reason, quit), websocket.IsCloseError(reason, websocket.CloseNormalClosure):
		return room.Quit
	case websocket.IsCloseError(reason, websocket.CloseGoingAway):
		return room.Closed
	}
	return room.Lost
}

// goodbye tells the client why the connection ends, if it is for us to say.
func (c *socket) goodbye(reason error) {
	var theirs *websocket.CloseError // which the library has answered
	var broken net.Error
	if errors.As(reason, &theirs) || errors.As(reason, &broken) {
		return
	}
	var ours *farewell // else the frame was against the rules, and the library has said so
	if errors.As(reason, &ours) {
		if ours.refusal != nil {
			c.answer(ours.refusal)
		}
		switch {
		case ours == restarting:
			c.answer(c.door.restarts())
		case ours.bye != nil:
			c.answer(ours.bye)
		}
		c.control(websocket.CloseMessage, websocket.FormatCloseMessage(ours.code, ours.text))
	}
	c.linger()
}

// linger lets the client take the close frame: closing at once, with bytes of
// the client's unread, would reset the connection and destroy what it has not
// read yet.
func (c *socket) linger() {
	if half, ok := c.ws.NetConn().(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	c.ws.SetReadDeadline(time.Now().Add(c.door.patience.farewell))
	io.Copy(io.Discard, c.ws.NetConn())
}
