package cells

import (
	"talktalktalk/room"
	"talktalktalk/room/markup"
	"talktalktalk/room/names"
)

// HasMention tells whether a message mentions the person called name, outside
// code and links (B41).
func HasMention(e *room.Event, name string) bool {
	return len(names.Mentions(markup.Parse(e.Text).Prose(), name)) > 0
}
