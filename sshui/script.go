package sshui

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// scriptTime is how scripts read when something happened.
const scriptTime = "2006-01-02 15:04 "

// appendScript appends a message as scripts read it: date and time to the
// minute, name and text; further lines are indented, so that none can pass for
// another message.
func appendScript(b []byte, e *room.Event, zone *time.Location) []byte {
	b = e.Time.In(zone).AppendFormat(b, scriptTime)
	b = appendSaid(b, e, "")
	return appendScriptText(b, e)
}

// appendScriptChange appends what has become of a message.
func appendScriptChange(b []byte, e *room.Event, zone *time.Location) []byte {
	b = e.Time.In(zone).AppendFormat(b, scriptTime)
	b = append(b, change(e.Message)...)
	if e.Message.Deleted {
		return append(b, '\n')
	}
	return appendScriptText(append(b, ": "...), e.Message)
}

// change says what has become of a message, without its text. No message
// begins like that, since names hold no spaces.
func change(e *room.Event) string {
	did := "edited"
	if e.Deleted {
		did = "deleted"
	}
	return fmt.Sprintf("%s %s %d", texts.Legible(e.Name), did, e.Seq)
}

func appendScriptText(b []byte, e *room.Event) []byte {
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
	name := texts.Legible(e.Name)
	if note != "" {
		name += " (" + note + ")"
	}
	if e.Action && !e.Deleted {
		b = append(b, "* "...)
		b = append(b, name...)
		return append(b, ' ')
	}
	b = append(b, name...)
	return append(b, ": "...)
}

// deletedText stands for the text of a deleted message (B25).
const deletedText = "message deleted"

// textLines are the lines of a message as a terminal may have them.
func textLines(e *room.Event) []string {
	if e.Deleted {
		return []string{deletedText}
	}
	return strings.Split(legibleTabs(texts.Legible(e.Text)), "\n")
}

// legibleTabs puts spaces for tabs, whose width would be the terminal's choice.
func legibleTabs(text string) string { return strings.ReplaceAll(text, "\t", "    ") }
