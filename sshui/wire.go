package sshui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"

	"talktalktalk/room"
)

// The objects that --json prints, as INTERFACE has them.
type (
	message struct {
		Type   string   `json:"type"`
		Seq    room.Seq `json:"seq"`
		At     int64    `json:"at"` // ms
		Who    string   `json:"who"`
		Name   string   `json:"name"`
		Via    room.Via `json:"via"`
		Text   string   `json:"text"`
		Action bool     `json:"action,omitempty"`
		Admin  bool     `json:"admin,omitempty"`
		Color  int      `json:"color"`
		CID    string   `json:"cid,omitempty"`
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

// encodeMessage returns a message as one line of JSON.
func encodeMessage(e *room.Event) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(message{
		Type: "message", Seq: e.Seq, At: e.Time.UnixMilli(),
		Who: e.Owner, Name: e.Name, Via: e.Via, Text: e.Text,
		Action: e.Action, Admin: e.Admin, Color: e.Color(), CID: e.ID,
	})
	if err != nil {
		panic(err) // strings, numbers and truths always encode
	}
	return escapeUnseen(b.Bytes())
}

// escapeUnseen writes what must not reach a screen (B53) as \u escapes, which
// mean the same to whoever parses the line. JSON itself escapes C0 only.
func escapeUnseen(line []byte) []byte {
	if !bytes.ContainsFunc(line, unseen) {
		return line
	}
	var b bytes.Buffer
	for _, r := range string(line) {
		if unseen(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

func unseen(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
