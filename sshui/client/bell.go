package client

import (
	"time"

	"talktalktalk/room"
)

// BellPause is how long the bell is silent at least, once it has rung (B41).
const BellPause = 10 * time.Second

// A Bell decides when to ring for one terminal.
type Bell struct{ rung time.Time }

// Rings tells whether a message that comes now, mention or not, is to ring.
// History and one's own messages never do: do not ask for them.
func (b *Bell) Rings(at room.Bell, mention bool, now time.Time) bool {
	switch {
	case at == room.BellOff, at == room.BellMention && !mention, now.Before(b.rung.Add(BellPause)):
		return false
	}
	b.rung = now
	return true
}
