package script

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
)

// scriptTime is how scripts read when something happened.
const scriptTime = "2006-01-02 15:04 "

// AppendMessage appends a message as scripts read it: date and time to the
// minute, name and text; further lines are indented, so that none can pass for
// another message.
func AppendMessage(b []byte, e *room.Event, zone *time.Location) []byte {
	b = e.Time.In(zone).AppendFormat(b, scriptTime)
	b = cells.AppendHead(b, e, cells.Named(e), "")
	return appendScriptText(b, e)
}

// appendScriptChange appends what has become of a message.
func appendScriptChange(b []byte, e *room.Event, zone *time.Location) []byte {
	b = e.Time.In(zone).AppendFormat(b, scriptTime)
	b = append(b, cells.ChangeText(e.Message)...)
	if e.Message.Deleted {
		return append(b, '\n')
	}
	return appendScriptText(append(b, ": "...), e.Message)
}

func appendScriptText(b []byte, e *room.Event) []byte {
	for i, line := range cells.TextLines(e) {
		if i > 0 {
			b = append(b, "\n  "...)
		}
		b = append(b, line...)
	}
	return append(b, '\n')
}
