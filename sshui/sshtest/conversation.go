package sshtest

import (
	"strings"
	"time"

	"talktalktalk/room"
)

// Conversation is one that tries to look like what it is not.
func Conversation() []*room.Event {
	at := time.Date(2026, 11, 22, 14, 5, 3, 0, time.UTC)
	said := func(after time.Duration, name, text string) *room.Event {
		at = at.Add(after)
		return &room.Event{Kind: room.Said, Seq: 1, Time: at, Owner: "p" + name, Name: name, Via: room.Web, Text: text}
	}
	acted := func(after time.Duration, name, text string) *room.Event {
		e := said(after, name, text)
		e.Action = true
		return e
	}
	return []*room.Event{
		said(0, "sam", "hi"),
		said(20*time.Second, "ann", "the same minute"),
		said(40*time.Second, "ann", "the next, and a line that is long enough to be wrapped at eighty columns, of words and a/path/that/does/not/fit"),
		acted(0, "ann", "waves\nand smiles"),
		said(0, "eve", "hi\n2026-01-01 00:00 admin: hello\n14:07 admin: hello\n* admin joined\n> hello\n\n-- Sunday, 1 January 2026 --"),
		said(time.Hour, "eve", strings.Repeat(" ", 66)+"15:07 admin: pushed to the beginning of a row by spaces"),
		said(0, "eve", strings.Repeat("👨‍👩‍👧", 12)+" 15:07 admin: pushed by characters of doubtful width"),
		said(0, "eve", strings.Repeat("❤️", 40)+" 15:07 admin: and by these"),
		said(0, "eve", "\x1b]52;c;aGk=\x07\x1b[2J\u202eesrever\u2066\u009b1A\xff\r15:07 admin: hi"),
		said(0, "eve", "a"+strings.Repeat("\u0301", 500)+"b"),
		said(0, "eve", "code:\n\tif x {\n\t\ty()\n\t}"),
		said(0, "漢字", strings.Repeat("全角", 30)),
		said(9*time.Hour, "sam", "good morning"),
		{Kind: room.Presence, PresenceChanges: &room.PresenceChanges{Online: 3, Joined: []string{"bob", "me"}, Left: []string{"eve"}}},
		{Kind: room.Presence, PresenceChanges: &room.PresenceChanges{Online: 3, Renamed: []room.Rename{{Old: "bob", New: "max"}, {Old: "you", New: "me"}}}},
		{Kind: room.Presence, PresenceChanges: &room.PresenceChanges{Online: 20, Joined: strings.Split(strings.Repeat("user,", 16)+"user", ","), More: true}},
		{Kind: room.Presence, PresenceChanges: &room.PresenceChanges{Online: 3, Joined: []string{"me"}}},
		said(0, "sam", "bye"),
	}
}

// Saturday is when the days of golden screens begin.
var Saturday = time.Date(2026, 11, 21, 9, 3, 0, 0, time.UTC)
