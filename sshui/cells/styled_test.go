package cells

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/sshtest"
)

// FuzzMessage: whatever is said, by whomever, its rows fit the screen, and hold
// no sequence that is not ours.
func FuzzMessage(f *testing.F) {
	for _, e := range sshtest.Conversation() {
		f.Add(e.Text, e.Name, 80, false)
	}
	f.Add("**s*am*** @sam `sam` https://sam.example/sam\n> sam\n```\nsam\n```\nsam", "漢字", 30, true)
	f.Add("x\x1b]8;;https://x\x07 https://\u202eé.example/"+strings.Repeat("a", 300), "abcdefghijklmnop", 21, false)
	f.Fuzz(func(t *testing.T, text, name string, width int, action bool) {
		const beyond = 4 // columns that nothing may be in
		width = 20 + sshtest.Abs(width)%100
		s := &Layout{
			Columns: NewColumns(width), Palette: NewPalette(func(Hue) Style { return "36" }),
			Zone: time.UTC, Now: func() time.Time { return sshtest.Saturday }, Self: "sam", Links: true,
		}
		if name = strings.Join(strings.Fields(texts.Clean(name)), ""); utf8.RuneCountInString(name) > 16 || Cells(name) > width-8 {
			return // there is no such name
		}
		e := &room.Event{Kind: room.Said, Seq: 7, Time: sshtest.Saturday, Owner: "p", Name: name, Text: text, Action: action}
		for _, row := range s.Message(e, Grouping{Minute: true}, false) {
			g := sshtest.NewTerminal(width+beyond, 1)
			g.Write(row)
			if g.Wrong != "" || g.Rest != "" || strings.ContainsFunc(g.Row(0), unicode.IsControl) {
				t.Fatalf("a row is %q", row)
			}
			if strings.TrimRight(strings.Join(g.Cells[0][width:], ""), " ") != "" {
				t.Fatalf("at width %d a row is %q", width, g.Row(0))
			}
		}
	})
}

// TestMention: a mention is marked in the margin and bold, through other marks,
// but not in code, in links, or in what one has said oneself (B41).
func TestMention(t *testing.T) {
	s := &Layout{Columns: NewColumns(80), Palette: NewPalette(func(Hue) Style { return Upright }), Zone: time.UTC, Self: "sam", Who: "me"}
	for _, c := range []struct{ owner, text, want string }{
		{"p", "hi sam, sam", "» hi [sam], [sam]"},
		{"p", "~~hi @sam!~~", "» ~hi [@sam]~!"},
		{"p", "*s*am", "» [s][am]"},
		{"p", "`sam` https://sam.example", "'sam' https://sam.example"},
		{"me", "I am sam", "I am sam"},
	} {
		e := &room.Event{Owner: c.owner, Name: "bob", Text: c.text, Time: sshtest.Saturday}
		mentions := s.mentions(e, parsedOf(e))
		lines := s.styled(e, parsedOf(e), mentions)
		var got strings.Builder
		if len(mentions) > 0 {
			got.WriteString("» ")
		}
		for _, strand := range lines[0].segments {
			open, end := "", ""
			switch strand.style {
			case s.Accent:
				open, end = "[", "]"
			case struck:
				open = "~"
			case s.code:
				open, end = "'", "'"
			}
			got.WriteString(open + strand.text + end)
		}
		if got.String() != c.want {
			t.Errorf("%q is %q, want %q", c.text, got.String(), c.want)
		}
	}
}

// TestLink: a link over several rows has one id, and its text is its address (B54).
func TestLink(t *testing.T) {
	s := &Layout{Columns: NewColumns(40), Palette: NewPalette(func(Hue) Style { return Upright }), Zone: time.UTC, Links: true}
	e := &room.Event{Seq: 7, Name: "bob", Text: "https://é.example/" + strings.Repeat("a", 40) + ". b", Time: sshtest.Saturday}
	rows := strings.Join(s.Message(e, Grouping{}, false), "\n")
	open := "\x1b]8;id=7.1;https://%C3%A9.example/" + strings.Repeat("a", 40) + "\x1b\\\x1b[4m"
	if got := strings.Count(rows, open); got != 2 {
		t.Errorf("the link is opened %d times, want 2, in %q", got, rows)
	}
	if !strings.Contains(rows, "\x1b[m"+linkEnd+". b") {
		t.Errorf("the link does not end before the full stop in %q", rows)
	}
}
