package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// AppendLine appends the message e as a line of an export.
func AppendLine(b []byte, e *room.Event) []byte {
	m := wire.NewMessage(e)
	m.CID, m.Note = "", "" // an attempt's, and what is only said now
	return append(b, wire.EncodeLine(m)...)
}

var (
	idShape  = regexp.MustCompile(`^[a-z0-9]{1,32}$`)
	viaShape = regexp.MustCompile(`^[a-z]{1,16}$`)
)

// ParseLine is the reverse of AppendLine. It does not change the text.
func ParseLine(b []byte) (*room.Event, error) {
	var m wire.Message
	if err := json.Unmarshal(bytes.TrimSpace(b), &m); err != nil {
		return nil, err
	}
	if m.Type != "message" {
		return nil, fmt.Errorf("its type is %.20q", m.Type)
	}
	if m.Seq > room.MaxSeq {
		return nil, errors.New("its number is too large")
	}
	e := m.Event()
	e.ID, e.Note = "", ""
	if !idShape.MatchString(e.Owner) {
		e.Owner = stranger(e.Owner + " " + e.Name)
	}
	if !viaShape.MatchString(string(e.Via)) {
		e.Via = room.Web
	}
	return e, nil
}
