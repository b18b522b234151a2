package cells

import (
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/sshtest"
)

// TestBot: what a program says is marked in lines and on the screen, and begins
// anew after the same person's own words; where the mark has no room, the name has.
func TestBot(t *testing.T) {
	person := &room.Event{Kind: room.Said, Seq: 7, Time: sshtest.Saturday, Owner: "p", Name: "deploy", Text: "done"}
	bot := &room.Event{Kind: room.Said, Seq: 8, Time: sshtest.Saturday, Owner: "p", Name: "deploy", Text: "done", Bot: true}
	if got := string(AppendHead(nil, bot, Called(bot), "")); got != "deploy[bot]: " {
		t.Errorf("a bot's line begins with %q", got)
	}
	for width, want := range map[int]string{80: "deploy[bot]", 12: "deploy"} {
		s := &Layout{
			Columns: NewColumns(width), Palette: NewPalette(func(Hue) Style { return "36" }),
			Zone: time.UTC, Now: func() time.Time { return sshtest.Saturday },
		}
		if s.Group(bot, person).Continues {
			t.Error("a bot goes on where a person spoke")
		}
		rows := strings.Join(s.Message(bot, Grouping{}, false), "\n")
		if !strings.Contains(rows, want) || strings.Contains(rows, "[bot]") != strings.Contains(want, "[bot]") {
			t.Errorf("at width %d a bot's message is %q, want %s", width, rows, want)
		}
	}
}
