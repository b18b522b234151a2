package cells

import (
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// ChangeText says what has become of a message, without its text. No message
// begins like that, since names hold no spaces.
func ChangeText(e *room.Event) string {
	did := "edited"
	if e.Deleted {
		did = "deleted"
	}
	return fmt.Sprintf("%s %s %d", texts.Legible(e.Name), did, e.Seq)
}

// Named is how the author of a message is named in lines for scripts: a bot is
// marked in brackets, which no name has.
func Named(e *room.Event) string {
	name := texts.Legible(e.Name)
	if e.Bot {
		name += "[bot]"
	}
	return name
}

// Called is how people see the author of a message named: as Named, and a name
// that is the author's own is marked (B37).
func Called(e *room.Event) string {
	if e.Claimed {
		return Named(e) + room.ClaimMark
	}
	return Named(e)
}

// AppendHead appends what stands before the text of a message by name: "sam: ", or "* sam "
// for an action (B24). A note about the message, if there is one, stands in
// brackets, which no name has.
func AppendHead(b []byte, e *room.Event, name, note string) []byte {
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

// TextLines are the lines of a message as a terminal may have them.
func TextLines(e *room.Event) []string {
	if e.Deleted {
		return []string{deletedText}
	}
	return strings.Split(LegibleTabs(texts.Legible(e.Text)), "\n")
}

// LegibleTabs puts spaces for tabs, whose width would be the terminal's choice.
func LegibleTabs(text string) string { return strings.ReplaceAll(text, "\t", "    ") }

// SameDay tells whether two times are of one day in their zone.
func SameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }
