package room

import (
	"sync"
	"time"
)

// Via is the door through which a person came or a message was written.
type Via string

// The doors.
const (
	Web Via = "web"
	SSH Via = "ssh"
	API Via = "api" // HTTP for scripts; no door of its own
)

// Kind says what an Event tells.
type Kind uint8

// What readers are shown. Records of other kinds (checkpoints, kinds of a
// newer program) exist in the log and never reach a reader.
const (
	// Said is a message: Seq, Time, ID, Owner, Name, Via, Text, Action, Admin,
	// Bot, Edited. A Deleted one has no text and no time of an edit any more (B25).
	Said Kind = iota + 1
	// Changed tells that a message was edited or deleted: Seq is that of the
	// change, and Message is what the message is now, a Said with its own Seq.
	// Nobody is called by a name in it, since it is not new.
	Changed
	// Merged tells that two were joined into one person (/link): what Merge.From
	// said is To's from now on.
	Merged
	// Turned tells nothing to show: some sessions are another person's now, or
	// that person's name is claimed, or no longer. A door asks its own
	// (Session.Identity). It passes, as Presence does.
	Turned
	// Purged tells that what some people said in a stretch is deleted, all at once.
	Purged
	// Ordered tells nothing to show either: an admin did something, and what
	// holds may be something else. A door asks its own (Session.Order).
	Ordered
	// Presence tells who came and went: only PresenceChanges is set. It passes: it
	// has no Seq, is in no log, and a reader who was away does not get it.
	Presence
)

// An Event is something that happened in the room. It is shared by all
// readers and never modified.
type Event struct {
	Seq    Seq
	Time   time.Time // the server's, UTC (B15)
	Kind   Kind
	ID     string // what the sender called the message (B1), or ""
	Owner  string // public id of the person, "p7f3a…"
	Name   string // what the person was called then
	Via    Via
	Text   string // cleaned by texts.Clean (B21), not yet safe for any screen
	Action bool   // "/me waves": Text is "waves" (B24)
	Admin  bool   // written by an admin
	Bot    bool   // written by a program, through a hook (B56)

	Claimed bool   // the name was the writer's own by /claim (B37)
	Note    string // for all, once: "not the sam of yesterday"; "" for most

	Edited  time.Time // the last time; zero for never. Each is later than the one before
	Deleted bool

	Message         *Event           // of a Changed
	PresenceChanges *PresenceChanges // of a Presence
	Merge           Merge            // of a Merged
	Purge           Purge            // of a Purged

	of    Seq     // of a Changed: the message's number
	count uint64  // how many messages there are up to this one; 0 if nobody needs to know
	forms [2]form // one a door
}

// A PresenceChanges is what changed in the list of people since the last one, at
// most one a second (INTERFACE, "presence").
type PresenceChanges struct {
	Online  int
	Joined  []string
	Left    []string
	Renamed []Rename
	More    bool // others came, went or were renamed; the lists were cut at 50 names in all
}

// A Merge tells that the person From is To now, by their public ids.
type Merge struct{ From, To string }

// A Purge tells that the messages of those in Who, public ids in their order, from
// the one number to the other, both inclusive, are deleted.
type Purge struct {
	Who      []string
	From, To Seq
}

// A Rename tells that Old is called New now.
type Rename struct{ Old, New string }

// OwnedBy is e, or where m.From said it, a copy that is m.To's: what a door has
// shown of it, with a Merged becomes that.
func (e *Event) OwnedBy(m Merge) *Event {
	switch {
	case e.Owner == m.From:
		c := e.copied()
		c.Owner = m.To
		return c
	case e.Message != nil && e.Message.Owner == m.From:
		c := e.copied()
		c.Message = e.Message.OwnedBy(m)
		return c
	}
	return e
}

// copied is another event that tells the same, of which no door has made
// anything yet. TestCopied fails where a field is left out.
func (e *Event) copied() *Event {
	return &Event{
		Seq: e.Seq, Time: e.Time, Kind: e.Kind, ID: e.ID, Owner: e.Owner, Name: e.Name, Via: e.Via,
		Text: e.Text, Action: e.Action, Admin: e.Admin, Bot: e.Bot, Claimed: e.Claimed, Note: e.Note,
		Edited: e.Edited, Deleted: e.Deleted, Message: e.Message, PresenceChanges: e.PresenceChanges,
		Merge: e.Merge, Purge: e.Purge, of: e.of, count: e.count,
	}
}

// A form is what a door has made of an event, for all its readers.
type form struct {
	encoding sync.Once
	bytes    []byte
	parsing  sync.Once
	parsed   any
}

// Encoded returns the event as the door via shows it on the wire, made by
// encode for the first who asks and shared by all others (ARCHITECTURE §5).
// The bytes must not be modified. Safe for concurrent use.
func (e *Event) Encoded(via Via, encode func(*Event) []byte) []byte {
	f := e.form(via)
	f.encoding.Do(func() { f.bytes = encode(e) })
	return f.bytes
}

// Parsed returns what the door via reads in the event before it draws it,
// whoever looks: made by parse for the first who asks and shared by all others.
// It must not be modified, and is kept as long as the event: parse makes
// something that is not much larger. Safe for concurrent use.
func (e *Event) Parsed(via Via, parse func(*Event) any) any {
	f := e.form(via)
	f.parsing.Do(func() { f.parsed = parse(e) })
	return f.parsed
}

func (e *Event) form(via Via) *form {
	if via == SSH {
		return &e.forms[1]
	}
	return &e.forms[0]
}

// Colors is how many colors people are told apart by.
const Colors = 16

// Color is the steady color of the event's owner, 0 to Colors-1. What color
// that is, legible on its ground, is each door's own choice.
func (e *Event) Color() int { return ColorOf(e.Owner) }

// ColorOf is the color of the person with the given public id, 0 to Colors-1.
func ColorOf(person string) int { return int(fnv1a(person)>>16) % Colors }

func fnv1a(text string) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}
