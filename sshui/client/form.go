package client

import (
	"fmt"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// What the screen and the plain form have in common.
const (
	// attention is how long after a key somebody is taken to see what comes (B11).
	Attention = 60 * time.Second

	AgainTime  = 2 * time.Second         // within which a second Ctrl-C leaves (B50)
	TabRate    = 20                      // completions a second
	NearlyFull = texts.MaxChars * 8 / 10 // length of a draft at which its end is told
)

// Bracketed paste tells a multi-line paste from lines that are typed (B20).
const (
	PasteOn  = "\x1b[?2004h"
	PasteOff = "\x1b[?2004l"
)

// Ring rings the terminal's bell.
const Ring = "\a"

// TooLong refuses what was not even read to its end.
var TooLong = &room.Refusal{
	Code: room.CodeTooLong,
	Text: fmt.Sprintf("Too long: a message has %d characters at most.", texts.MaxChars),
}
