package wire

import "talktalktalk/room"

// Stored says that what was said is on disk.
type Stored struct {
	Type string   `json:"type"`
	ID   string   `json:"id,omitempty"`
	Seq  room.Seq `json:"seq"`
	At   int64    `json:"at"` // ms
}

// NewStored answers what was sent under id, "" for no id.
func NewStored(id string, r room.Receipt) Stored {
	return Stored{Type: "stored", ID: id, Seq: r.Seq, At: r.Time.UnixMilli()}
}

// A Notice is a line for one person alone.
type Notice struct {
	Type string `json:"type"`
	ID   string `json:"id,omitempty"`
	Text string `json:"text"`

	Code string `json:"code,omitempty"` // that /link has made
	URL  string `json:"url,omitempty"`  // the page that enters it
	Act  *Act   `json:"act,omitempty"`  // that Text tells of
}

// NewNotice answers what was sent under id, "" for what answers nothing.
func NewNotice(id, text string) Notice { return Notice{Type: "notice", ID: id, Text: text} }
