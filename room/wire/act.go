package wire

import "talktalktalk/room"

// An Act is what an admin did, for admins.
type Act struct {
	Type string `json:"type"`
	N    int    `json:"n"`
	At   int64  `json:"at"` // ms
	Who  string `json:"who"`
	Whom string `json:"whom,omitempty"`
	Text string `json:"text"`
	Undo bool   `json:"undo,omitempty"`
}

// NewAct is the act as admins are told of it.
func NewAct(a room.Act) Act {
	return Act{"act", a.N, a.Time.UnixMilli(), a.Who, a.Whom, a.Text, a.Undo}
}
