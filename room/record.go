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
	kindCounted    kind = "counted"    // how many messages there are up to and including a number

	// Acts on who is who, which the fold judges (person.go).
	kindClaimed  kind = "claimed"  // Owner claims Name
	kindReleased kind = "released" // Owner gives the claim of Name up
	kindSeen     kind = "seen"     // Owner, who has claims, was seen
	kindLinked   kind = "linked"   // From becomes Owner
	kindUnlinked kind = "unlinked" // the credentials Creds are Owner's no longer

	// Acts of admins on hooks (hook.go).
	kindHooked   kind = "hooked"   // there is a hook Name, whose secret has Hash
	kindUnhooked kind = "unhooked" // the hook N is removed
	// Acts of order, by Owner, who is called Name: what and to whom, Deed says
	// (moderation_rules.go).
	kindKicked   kind = "kicked"
	kindMuted    kind = "muted"
	kindUnmuted  kind = "unmuted"
	kindBanned   kind = "banned"
	kindUnbanned kind = "unbanned"
	kindRemoved  kind = "removed" // the message Of is deleted, by an admin
	kindPurged   kind = "purged"
	kindSwept    kind = "swept" // as purged, of one or several, who have not written at all if nothing of that is left
	kindSlowed   kind = "slowed"
	kindLocked   kind = "locked"
	kindTopic    kind = "topic"
	kindUndone   kind = "undone"
	kindRefused  kind = "refused" // something that Owner may not do

	// Of browsers that are to be told while their page is closed (subscription.go).
	kindSubscribed   kind = "subscribed"   // Owner's browser Creds is to be pushed to by Push
	kindUnsubscribed kind = "unsubscribed" // and is not any more: Creds, or whatever has the endpoint of Push

	kindEmptied kind = "emptied" // the texts of the messages Seqs, all purged, are about to go
	kindErased  kind = "erased"  // those of the purge N are gone from the records
	kindCleared kind = "cleared" // likewise those of the messages Seqs, which came too late
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
	Claim  bool   `json:"cl,omitempty"`    // of kindSaid: Name was claimed by Owner
	Judged bool   `json:"j,omitempty"`     // of kindSaid: is hidden if it comes too late (moderation_inflight.go)
	Late   bool   `json:"lt,omitempty"`    // of kindGone: came too late
	Edited int64  `json:"e,omitempty"`     // of kindSaid: ms since 1970
	Of     Seq    `json:"of,omitempty"`    // of kindEdited, kindDeleted and kindRemoved: the message; of kindPurged and kindSwept: the first; of kindCounted: the number
	Count  uint64 `json:"count,omitempty"` // of kindCounted
	Key    []byte `json:"key,omitempty"`   // of kindFounded
	State  *state `json:"state,omitempty"` // of kindCheckpoint

	Attempt string   `json:"a,omitempty"`     // of an act: whoever waits for its outcome knows it by this
	Looks   []string `json:"l,omitempty"`     // of kindClaimed: the looks of Name, by the rules of then
	From    string   `json:"from,omitempty"`  // of kindLinked: a person, by
	Device  *device  `json:"dev,omitempty"`   // their device that asked for it
	Maker   *device  `json:"maker,omitempty"` // of kindLinked: Owner's device that allowed it
	Creds   []string `json:"creds,omitempty"` // of kindUnlinked, kindSubscribed and kindUnsubscribed
	Hash    string   `json:"hash,omitempty"`  // of kindHooked
	N       int      `json:"nr,omitempty"`    // of kindUnhooked: the hook; of kindErased: the act
	Deed    *deed    `json:"x,omitempty"`     // of an act of order
	Seqs    []Seq    `json:"seqs,omitempty"`  // of kindEmptied and kindCleared

	Push *Subscription `json:"push,omitempty"` // of kindSubscribed and kindUnsubscribed
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
	if e, ok := scanMessage(body); ok {
		return e
	}
	var e entry
	if json.Unmarshal(body, &e) != nil {
		return entry{}
	}
	return e
}

// isMessage tells whether the record is one, be it deleted.
func (e entry) isMessage() bool { return e.Kind == kindSaid || e.Kind == kindGone }

// isChange tells whether the record tells of one that was made to a message.
func (e entry) isChange() bool {
	return e.Kind == kindEdited || e.Kind == kindDeleted || e.Kind == kindRemoved
}

// said is the message in a record, or nil if the record is no message.
func said(rec Record, e entry) *Event {
	if !e.isMessage() {
		return nil
	}
	event := &Event{
		Seq: rec.Seq, Time: rec.Time, Kind: Said, ID: e.ID, Owner: e.Owner, Name: e.Name,
		Via: e.Via, Text: e.Text, Action: e.Action, Admin: e.Admin, Bot: e.Bot, Claimed: e.Claim, Deleted: e.Kind == kindGone,
	}
	if e.Edited > 0 {
		event.Edited = time.UnixMilli(e.Edited).UTC()
	}
	return event
}

// merged is the Merged in a record, or nil if the record asks for none. Whether
// the fold did what it asks for, the state knows.
func merged(rec Record, e entry) *Event {
	if e.Kind != kindLinked {
		return nil
	}
	return &Event{Seq: rec.Seq, Time: rec.Time, Kind: Merged, Merge: Merge{From: e.From, To: e.Owner}}
}

// entryOf is the reverse of said, for a message from elsewhere.
func entryOf(e *Event) entry {
	r := entry{Kind: kindSaid, Owner: e.Owner, Name: e.Name, Via: e.Via, Text: e.Text, Action: e.Action, Admin: e.Admin, Bot: e.Bot, Claim: e.Claimed}
	if e.Deleted {
		r.Kind, r.Text = kindGone, ""
	} else if !e.Edited.IsZero() {
		r.Edited = e.Edited.UnixMilli()
	}
	return r
}

// changed is the Changed in a record, yet without the Message, or nil if the
// record is no change.
func changed(rec Record, e entry) *Event {
	if !e.isChange() {
		return nil
	}
	return &Event{Seq: rec.Seq, Time: rec.Time, Kind: Changed, of: e.Of}
}
