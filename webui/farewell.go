package webui

import (
	"errors"
	"fmt"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// A farewell is an error that ends a socket with words: a close frame, and
// before a planned end a "bye".
type farewell struct {
	code int    // of the close frame
	text string // in the close frame
	bye  *bye   // nil for none
}

func (f *farewell) Error() string { return fmt.Sprintf("close %d: %s", f.code, f.text) }

// comeBack is when a client should try again after a restart, in milliseconds.
const comeBack = 1000

// The farewells.
var (
	notText    = &farewell{code: websocket.CloseUnsupportedData, text: "frames are text"}
	notUTF8    = &farewell{code: websocket.CloseInvalidFramePayloadData, text: "frames are UTF-8"}
	noHello    = &farewell{code: websocket.CloseProtocolError, text: "no hello"}
	failed     = &farewell{code: websocket.CloseInternalServerErr, text: "something went wrong"}
	restarting = &farewell{code: websocket.CloseServiceRestart, text: "restarting", bye: newBye("restarting", comeBack)}
	quit       = &farewell{code: websocket.CloseNormalClosure, text: "quit", bye: newBye("quit", 0)}
)

// departure tells the room how the visitor went (B9).
func departure(reason error) room.Departure {
	switch {
	case errors.Is(reason, quit), websocket.IsCloseError(reason, websocket.CloseNormalClosure):
		return room.Quit
	case websocket.IsCloseError(reason, websocket.CloseGoingAway):
		return room.Closed
	}
	return room.Lost
}
