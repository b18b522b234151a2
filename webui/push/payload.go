package push

import (
	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// bodyMost is how many characters of a message a notice shows.
const bodyMost = 200

// shown is the payload of a push: what the notice shows, and nothing else.
type shown struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// payload is the notice of e, of which text is to be seen.
func payload(e *room.Event, text, title string) []byte {
	if e.Action {
		text = "* " + e.Name + " " + text
	}
	count := 0
	for i := range text {
		if count == bodyMost {
			text = text[:i] + "…"
			break
		}
		count++
	}
	return wire.Encode(shown{e.Name + " · " + title, text})
}
