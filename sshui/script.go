package sshui

import (
	"strings"
	"time"

	"talktalktalk/room"
)

// appendScript appends a message as scripts read it: date and time to the
// minute, name and text; further lines are indented, so that none can pass for
// another message.
func appendScript(b []byte, e *room.Event, zone *time.Location) []byte {
	b = e.Time.In(zone).AppendFormat(b, "2006-01-02 15:04 ")
	b = appendSaid(b, e, "")
	for i, line := range textLines(e) {
		if i > 0 {
			b = append(b, "\n  "...)
		}
		b = append(b, line...)
	}
	return append(b, '\n')
}

// appendSaid appends what stands before a message's text: "sam: ", or "* sam "
// for an action (B24). A note about the message, if there is one, stands in
// brackets, which no name has.
func appendSaid(b []byte, e *room.Event, note string) []byte {
	name := room.Legible(e.Name)
	if note != "" {
		name += " (" + note + ")"
	}
	if e.Action {
		b = append(b, "* "...)
		b = append(b, name...)
		return append(b, ' ')
	}
	b = append(b, name...)
	return append(b, ": "...)
}

// textLines are the lines of a message as a terminal may have them.
func textLines(e *room.Event) []string {
	return strings.Split(legibleTabs(room.Legible(e.Text)), "\n")
}

// legibleTabs puts spaces for tabs, whose width would be the terminal's choice.
func legibleTabs(text string) string { return strings.ReplaceAll(text, "\t", "    ") }
