package wire

import (
	"time"

	"talktalktalk/room"
)

// A Message is a message as it is now, or with the type "changed" what has
// become of one.
type Message struct {
	Type   string   `json:"type"`
	Seq    room.Seq `json:"seq"`
	At     int64    `json:"at"` // ms
	Who    string   `json:"who"`
	Name   string   `json:"name"`
	Via    room.Via `json:"via"`
	Text   string   `json:"text,omitempty"` // never empty but when deleted
	HTML   string   `json:"html,omitempty"` // the web door's alone
	Action bool     `json:"action,omitempty"`
	Admin  bool     `json:"admin,omitempty"`
	Bot    bool     `json:"bot,omitempty"`
	Color  int      `json:"color"`
	CID    string   `json:"cid,omitempty"`

	Claimed bool   `json:"claimed,omitempty"` // the name was the writer's own
	Note    string `json:"note,omitempty"`    // for all, once: not the one of that name before

	Edited  int64 `json:"edited,omitempty"` // ms
	Deleted bool  `json:"deleted,omitempty"`
}

// NewMessage is the message that e, a Said or a Changed, tells of. It has no HTML.
func NewMessage(e *room.Event) Message {
	kind := "message"
	if e.Kind == room.Changed {
		kind, e = "changed", e.Message
	}
	m := Message{
		Type: kind, Seq: e.Seq, At: e.Time.UnixMilli(),
		Who: e.Owner, Name: e.Name, Via: e.Via, Text: e.Text,
		Action: e.Action, Admin: e.Admin, Bot: e.Bot, Claimed: e.Claimed, Note: e.Note, Color: e.Color(), CID: e.ID, Deleted: e.Deleted,
	}
	if !e.Edited.IsZero() {
		m.Edited = e.Edited.UnixMilli()
	}
	return m
}

// Event is the reverse of NewMessage for the type "message".
func (m Message) Event() *room.Event {
	e := &room.Event{
		Seq: m.Seq, Time: time.UnixMilli(m.At).UTC(), Kind: room.Said, ID: m.CID,
		Owner: m.Who, Name: m.Name, Via: m.Via, Text: m.Text,
		Action: m.Action, Admin: m.Admin, Bot: m.Bot, Claimed: m.Claimed, Note: m.Note, Deleted: m.Deleted,
	}
	if m.Edited != 0 {
		e.Edited = time.UnixMilli(m.Edited).UTC()
	}
	return e
}
