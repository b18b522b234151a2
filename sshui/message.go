package sshui

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/script"
)

// AppendMessage appends the message e as "ssh HOST last" prints it, with its
// time in zone.
func AppendMessage(b []byte, e *room.Event, zone *time.Location) []byte {
	return script.AppendMessage(b, e, zone)
}
