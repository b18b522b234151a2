package script

import (
	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// encodeEvent returns a message, or what has become of one, as one line of JSON.
func encodeEvent(e *room.Event) []byte { return wire.EncodeLine(wire.NewMessage(e)) }

// encodePurge returns a purge as lines of JSON.
func encodePurge(e *room.Event) []byte { return append(wire.EncodePurge(e.Purge), '\n') }
