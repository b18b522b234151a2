package cells

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// ours are the control sequences of a row: styles, columns and links.
var ours = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\[[0-9]+G|\r|\x1b\]8;(id=[0-9.]+)?;[!-~]*\x1b\\`)

// FuzzTypeset: whatever somebody writes, it is drawn: a panic would end every
// screen that it comes to. And it controls no terminal (B53).
func FuzzTypeset(f *testing.F) {
	for _, text := range []string{
		"hi *there* **you** ~~no~~ `code` :tada: https://example.org/?a;b\x07", ">", "> \n>> me\n```\n", "```go\n\tx\n```", "***a** b*",
		"@me `me` http://me/ me", "👩‍👩‍👧\u200d\u200dme", "\x1b]8;;x\x07\u009b1A\u202e", strings.Repeat("w", 400), "a\u0301*\u0301", "\xff",
	} {
		f.Add(text, uint16(80), true, false)
		f.Add(text, uint16(1), false, true)
	}
	f.Fuzz(func(t *testing.T, text string, width uint16, action, edited bool) {
		e := &room.Event{Seq: 7, Kind: room.Said, Time: time.Unix(1e9, 0), Owner: "p", Name: "sam", Text: texts.Clean(text), Action: action}
		if edited {
			e.Edited = e.Time
		}
		s := Layout{
			Columns: NewColumns(int(width)%300 + 1), Palette: Palettes[colorprofile.TrueColor],
			Zone: time.UTC, Now: time.Now, Self: "me", Links: true,
		}
		rows := s.Message(e, Grouping{Minute: true}, true)
		if len(rows) == 0 {
			t.Errorf("nothing is drawn of %q", text)
		}
		for _, row := range rows {
			foreign := func(r rune) bool {
				return unicode.IsControl(r) || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
			}
			if strings.ContainsFunc(ours.ReplaceAllString(row, ""), foreign) {
				t.Errorf("%q is drawn as %q", text, row)
			}
		}
	})
}
