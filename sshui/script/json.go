package script

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"

	"talktalktalk/room"
)

// The objects that --json prints, as INTERFACE has them.
type (
	Message struct {
		Type   string   `json:"type"`
		Seq    room.Seq `json:"seq"`
		At     int64    `json:"at"` // ms
		Who    string   `json:"who"`
		Name   string   `json:"name"`
		Via    room.Via `json:"via"`
		Text   string   `json:"text,omitempty"` // never empty but when deleted
		Action bool     `json:"action,omitempty"`
		Admin  bool     `json:"admin,omitempty"`
		Bot    bool     `json:"bot,omitempty"`
		Color  int      `json:"color"`
		CID    string   `json:"cid,omitempty"`

		Edited  int64 `json:"edited,omitempty"` // ms
		Deleted bool  `json:"deleted,omitempty"`
	}
	person struct {
		Who   string     `json:"who"`
		Name  string     `json:"name"`
		Via   []room.Via `json:"via"`
		Admin bool       `json:"admin"`
	}
	stored struct {
		Type string   `json:"type"`
		Seq  room.Seq `json:"seq"`
		At   int64    `json:"at"` // ms
	}
	notice struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
)

// encodeEvent returns a message, or what has become of one, as one line of JSON.
func encodeEvent(e *room.Event) []byte {
	m := newMessage("message", e)
	if e.Kind == room.Changed {
		m = newMessage("changed", e.Message)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		panic(err) // strings, numbers and truths always encode
	}
	return escapeUnseen(b.Bytes())
}

func newMessage(kind string, e *room.Event) Message {
	m := Message{
		Type: kind, Seq: e.Seq, At: e.Time.UnixMilli(),
		Who: e.Owner, Name: e.Name, Via: e.Via, Text: e.Text,
		Action: e.Action, Admin: e.Admin, Bot: e.Bot, Color: e.Color(), CID: e.ID, Deleted: e.Deleted,
	}
	if !e.Edited.IsZero() {
		m.Edited = e.Edited.UnixMilli()
	}
	return m
}

// escapeUnseen writes what must not reach a screen (B53) as \u escapes, which
// mean the same to whoever parses the line. JSON itself escapes C0 only.
func escapeUnseen(line []byte) []byte {
	if !bytes.ContainsFunc(line, Unseen) {
		return line
	}
	var b bytes.Buffer
	for _, r := range string(line) {
		if Unseen(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// Unseen tells whether a rune must not reach a screen (B53), LF aside.
func Unseen(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
