package room

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

func TestCheckText(t *testing.T) {
	for text, want := range map[string]Code{
		"":                                     CodeEmpty,
		"x":                                    "",
		strings.Repeat("é", texts.MaxChars):    "",
		strings.Repeat("é", texts.MaxChars+1):  CodeTooLong,
		strings.Repeat("\n", texts.MaxLines-1): "",
		strings.Repeat("x\n", texts.MaxLines) + "x": CodeTooManyLines,
	} {
		var got Code
		if err := checkText(text); err != nil {
			r, _ := AsRefusal(err)
			got = r.Code
		}
		if got != want {
			t.Errorf("checkText of %d characters = %q, want %q", utf8.RuneCountInString(text), got, want)
		}
	}
}

// TestEditedNeverBefore: a message was edited after it was said, and after its
// last edit, though the clock was set back.
func TestEditedNeverBefore(t *testing.T) {
	at := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	m := message{Record{Time: at}, entry{Kind: kindSaid, Text: "a"}}
	for want := at.UnixMilli(); want < at.UnixMilli()+3; want++ {
		e, err := edited(m.Text + "b")(m)
		if err != nil || e.Edited != want {
			t.Fatalf("said at %d, edited at %d (%v), want %d", at.UnixMilli(), e.Edited, err, want)
		}
		m.entry = e
	}
}
