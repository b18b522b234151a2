package room

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// kind names what a record tells. The meaning of a kind never changes: a new
// rule is a new kind, and a program hides the kinds that it does not know.
type kind string

const (
	kindSaid       kind = "said"       // a message, in its present form
	kindGone       kind = "gone"       // what stands in the place of a deleted message
	kindEdited     kind = "edited"     // tells who edited a message, and when
	kindDeleted    kind = "deleted"    // likewise
	kindFounded    kind = "founded"    // the room's own key; the first in the log counts
	kindCheckpoint kind = "checkpoint" // the state, and the number that it is true of
)

// entry is the body of a record, as JSON.
type entry struct {
	Kind   kind   `json:"k"`
	ID     string `json:"id,omitempty"`
	Owner  string `json:"o,omitempty"`
	Name   string `json:"n,omitempty"`
	Via    Via    `json:"v,omitempty"`
	Text   string `json:"t,omitempty"`
	Action bool   `json:"me,omitempty"`
	Admin  bool   `json:"admin,omitempty"`
	Bot    bool   `json:"bot,omitempty"`   // of kindSaid: by a hook
	Edited int64  `json:"e,omitempty"`     // of kindSaid: ms since 1970
	Of     Seq    `json:"of,omitempty"`    // of kindEdited and kindDeleted: the message
	Key    []byte `json:"key,omitempty"`   // of kindFounded
	State  *state `json:"state,omitempty"` // of kindCheckpoint
}

func (e entry) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("encode a record: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode reads a record's body. One that is erased, of a newer program, or
// damaged has no kind that anyone knows, and is passed over.
func decode(body []byte) entry {
	var e entry
	if json.Unmarshal(body, &e) != nil {
		return entry{}
	}
	return e
}

// isMessage tells whether the record is one, be it deleted.
func (e entry) isMessage() bool { return e.Kind == kindSaid || e.Kind == kindGone }

// isChange tells whether the record tells of one that was made to a message.
func (e entry) isChange() bool { return e.Kind == kindEdited || e.Kind == kindDeleted }

// said is the message in a record, or nil if the record is no message.
func said(rec Record, e entry) *Event {
	if !e.isMessage() {
		return nil
	}
	event := &Event{
		Seq: rec.Seq, Time: rec.Time, Kind: Said, ID: e.ID, Owner: e.Owner, Name: e.Name,
		Via: e.Via, Text: e.Text, Action: e.Action, Admin: e.Admin, Bot: e.Bot, Deleted: e.Kind == kindGone,
	}
	if e.Edited > 0 {
		event.Edited = time.UnixMilli(e.Edited).UTC()
	}
	return event
}

// changed is the Changed in a record, yet without the Message, or nil if the
// record is no change.
func changed(rec Record, e entry) *Event {
	if !e.isChange() {
		return nil
	}
	return &Event{Seq: rec.Seq, Time: rec.Time, Kind: Changed, of: e.Of}
}
