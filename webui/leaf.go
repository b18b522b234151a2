package webui

import (
	"encoding/json"
	"strconv"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// A page is some messages of the history, oldest first.
type page struct {
	Type     string            `json:"type"`
	ID       string            `json:"id,omitempty"`
	Messages []json.RawMessage `json:"messages"`
	More     bool              `json:"more"`
}

// found is the page that answers a search.
type found struct {
	page
	Indexed int    `json:"indexed"` // percent of the history that was searched
	Note    string `json:"note,omitempty"`
}

func newPage(id string, p room.Page) page {
	messages := make([]json.RawMessage, 0, len(p.Events))
	for _, e := range p.Events {
		messages = append(messages, e.Encoded(room.Web, encodeEvent))
	}
	return page{Type: "page", ID: id, Messages: messages, More: p.More}
}

func newHits(id string, hits room.Hits) found {
	return found{newPage(id, hits.Page), hits.Indexing.Percent, hits.Indexing.Note()}
}

// Append makes a page a wire.Appender: the messages are encoded already, and package
// json would go through each character once more.
func (p page) Append(b []byte) []byte { return append(p.begin(b), '}') }

// Append is that of the page, with what is found's own.
func (f found) Append(b []byte) []byte {
	b = append(f.begin(b), `,"indexed":`...)
	b = strconv.AppendInt(b, int64(f.Indexed), 10)
	if f.Note != "" {
		b = wire.AppendString(append(b, `,"note":`...), f.Note)
	}
	return append(b, '}')
}

// begin appends all of a page but its end.
func (p page) begin(b []byte) []byte {
	if b == nil {
		size := len(p.ID) + 64 // bytes for what is around the messages
		for _, m := range p.Messages {
			size += len(m) + 1
		}
		b = make([]byte, 0, size)
	}
	b = wire.AppendString(append(b, `{"type":`...), p.Type)
	if p.ID != "" {
		b = wire.AppendString(append(b, `,"id":`...), p.ID)
	}
	b = append(b, `,"messages":[`...)
	for i, m := range p.Messages {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, m...)
	}
	return strconv.AppendBool(append(b, `],"more":`...), p.More)
}
