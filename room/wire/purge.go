package wire

import (
	"bytes"

	"talktalktalk/room"
)

// A Purged tells that the messages of a person from the one number to the other
// are deleted.
type Purged struct {
	Type string   `json:"type"`
	Who  string   `json:"who"`
	From room.Seq `json:"from"`
	To   room.Seq `json:"to"`
}

// EncodePurge is p as objects, one a line: one for each person.
func EncodePurge(p room.Purge) []byte {
	var lines [][]byte
	for _, who := range p.Who {
		lines = append(lines, Encode(Purged{Type: "purged", Who: who, From: p.From, To: p.To}))
	}
	return bytes.Join(lines, []byte("\n"))
}
