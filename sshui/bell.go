package sshui

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/room/markup"
	"talktalktalk/room/names"
)

// bellPause is how long the bell is silent at least, once it has rung (B41).
const bellPause = 10 * time.Second

// A bell decides when to ring for one terminal.
type bell struct{ rung time.Time }

// rings tells whether a message that comes now, mention or not, is to ring.
// History and one's own messages never do: do not ask for them.
func (b *bell) rings(at room.Bell, mention bool, now time.Time) bool {
	switch {
	case at == room.BellOff, at == room.BellMention && !mention, now.Before(b.rung.Add(bellPause)):
		return false
	}
	b.rung = now
	return true
}

// mentions tells whether a message mentions the person called name, outside
// code and links (B41).
func mentions(e *room.Event, name string) bool {
	return len(names.Mentions(markup.Parse(e.Text).Prose(), name)) > 0
}
