package wire

import "talktalktalk/room"

// A Purged tells that the messages of a person from the one number to the other
// are deleted.
type Purged struct {
	Type string   `json:"type"`
	Who  string   `json:"who"`
	From room.Seq `json:"from"`
	To   room.Seq `json:"to"`
}

// NewPurged is e, a Purged, as an object.
func NewPurged(e *room.Event) Purged {
	return Purged{Type: "purged", Who: e.Purge.Who, From: e.Purge.From, To: e.Purge.To}
}
