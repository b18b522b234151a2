package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"

	"talktalktalk/room"
)

// A line is a message in an export.
type line struct {
	Type    string   `json:"type"`
	Seq     room.Seq `json:"seq"`
	At      int64    `json:"at"` // ms
	Who     string   `json:"who"`
	Name    string   `json:"name"`
	Via     room.Via `json:"via"`
	Text    string   `json:"text,omitempty"`
	Action  bool     `json:"action,omitempty"`
	Admin   bool     `json:"admin,omitempty"`
	Color   int      `json:"color"`
	Edited  int64    `json:"edited,omitempty"` // ms
	Deleted bool     `json:"deleted,omitempty"`
}

// AppendLine appends the message e as a line of an export.
func AppendLine(b []byte, e *room.Event) []byte {
	l := line{
		Type: "message", Seq: e.Seq, At: e.Time.UnixMilli(), Who: e.Owner, Name: e.Name, Via: e.Via,
		Text: e.Text, Action: e.Action, Admin: e.Admin, Color: e.Color(), Deleted: e.Deleted,
	}
	if !e.Edited.IsZero() {
		l.Edited = e.Edited.UnixMilli()
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false) // nobody takes a line for HTML
	if err := enc.Encode(l); err != nil {
		panic(err) // strings, numbers and truths always encode
	}
	return appendSeen(b, buf.Bytes())
}

// appendSeen appends a line of JSON, with what must not reach a screen (B53)
// written as \u escapes, which mean the same to whoever parses it. JSON itself
// escapes C0 only.
func appendSeen(b, line []byte) []byte {
	if !bytes.ContainsFunc(line, unseen) {
		return append(b, line...)
	}
	for _, r := range string(line) {
		if unseen(r) {
			b = fmt.Appendf(b, `\u%04x`, r)
		} else {
			b = append(b, string(r)...)
		}
	}
	return b
}

func unseen(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
