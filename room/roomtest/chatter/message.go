package chatter

import (
	"bytes"
	"encoding/json"
	"time"
)

// A Message is what somebody said.
type Message struct {
	At        time.Time // UTC, whole milliseconds, later than that of the one before
	ID        string    // the sender's own
	Who, Name string
	Via       string
	Text      string
}

// Body is the message as the room keeps it in its log: a record of the kind "said".
func (m Message) Body() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(struct {
		Kind  string `json:"k"`
		ID    string `json:"id"`
		Owner string `json:"o"`
		Name  string `json:"n"`
		Via   string `json:"v"`
		Text  string `json:"t"`
	}{"said", m.ID, m.Who, m.Name, m.Via, m.Text})
	if err != nil {
		panic(err) // texts always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
