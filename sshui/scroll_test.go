package sshui

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// conversation is one that tries to look like what it is not.
func conversation() []*room.Event {
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
		{Kind: room.Presence, Gathering: &room.Gathering{Online: 3, Joined: []string{"bob", "me"}, Left: []string{"eve"}}},
		{Kind: room.Presence, Gathering: &room.Gathering{Online: 3, Renamed: []room.Rename{{Old: "bob", New: "max"}, {Old: "you", New: "me"}}}},
		{Kind: room.Presence, Gathering: &room.Gathering{Online: 20, Joined: strings.Split(strings.Repeat("user,", 16)+"user", ","), More: true}},
		{Kind: room.Presence, Gathering: &room.Gathering{Online: 3, Joined: []string{"me"}}},
		said(0, "sam", "bye"),
	}
}

func draw(s *scroll, events []*room.Event) string {
	var b []byte
	for _, e := range events {
		if e.Kind == room.Said {
			b = s.appendMessage(b, e, "")
		} else {
			b = s.appendGathering(b, e.Gathering, "me")
		}
	}
	return string(b)
}

// TestScroll holds the plain form at several widths against what it should be.
func TestScroll(t *testing.T) {
	for _, width := range []int{0, 20, 40, 80, 300} {
		s := &scroll{zone: time.UTC, width: func() int { return width }}
		got := draw(s, conversation())
		golden(t, fmt.Sprintf("plain-%d", width), got)
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			if width >= narrowest && cells(line) > width {
				t.Errorf("at width %d a row has %d cells: %q", width, cells(line), line)
			}
			if strings.ContainsFunc(line, unicode.IsControl) {
				t.Errorf("a row holds control characters: %q", line)
			}
		}
	}
}

// TestScript holds what scripts read against what it should be.
func TestScript(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for name, zone := range map[string]*time.Location{"utc": time.UTC, "tokyo": tokyo} {
		var b []byte
		for _, e := range conversation() {
			if e.Kind == room.Said {
				b = appendScript(b, e, zone)
			}
		}
		golden(t, "script-"+name, string(b))
	}
}

// TestEncodeMessage: JSON is what INTERFACE says, and shows a terminal
// nothing that would move it.
func TestEncodeMessage(t *testing.T) {
	var b strings.Builder
	for _, e := range conversation() {
		if e.Kind == room.Said {
			b.Write(encodeEvent(e))
		}
	}
	golden(t, "json", b.String())
	for _, r := range b.String() {
		if unseen(r) {
			t.Errorf("the JSON holds %U", r)
		}
	}
}

func TestNames(t *testing.T) {
	if got, want := enumerate([]string{"ann"}), "ann"; got != want {
		t.Errorf("enumerate() = %q, want %q", got, want)
	}
	many := strings.Split("abcdefghijkl", "")
	if got, want := enumerate(many), "a, b, c, d, e, f, g, h and 4 more"; got != want {
		t.Errorf("enumerate() = %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text        string
		first, rest int
		want        []string
	}{
		{"", 5, 5, []string{""}},
		{"hello", 5, 5, []string{"hello"}},
		{"hello there", 5, 5, []string{"hello", "there"}},
		{"hello there", 6, 5, []string{"hello", "there"}},
		{"hello there", 8, 5, []string{"hello", "there"}},
		{"hello there you", 11, 3, []string{"hello there", "you"}},
		{"abcdefghij", 4, 3, []string{"abcd", "efg", "hij"}},
		{"a     b", 3, 3, []string{"a", "b"}},
		{"      b", 3, 3, []string{"", "b"}},
		{"全角全角", 5, 3, []string{"全角", "全", "角"}},
		{"全", 1, 1, []string{"全"}},
	} {
		if got := wrap(c.text, c.first, c.rest); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.text, c.first, c.rest, got, c.want)
		}
	}
}

// FuzzWrap: nothing but spaces is lost, and no row is too wide, unless it is a
// single character.
func FuzzWrap(f *testing.F) {
	for _, e := range conversation() {
		f.Add(e.Text, 20, 10)
	}
	f.Fuzz(func(t *testing.T, text string, first, rest int) {
		text = strings.ReplaceAll(legibleTabs(texts.Legible(text)), "\n", " ")
		first, rest = 1+abs(first)%300, 1+abs(rest)%300
		rows := wrap(text, first, rest)
		without := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := strings.Join(rows, ""); without(got) != without(text) {
			t.Errorf("wrap(%q) holds %q", text, got)
		}
		for i, row := range rows {
			width := rest
			if i == 0 {
				width = first
			}
			one, _ := "", 0
			if row != "" {
				one, _ = nextCluster(row)
			}
			if cells(row) > width && one != row {
				t.Errorf("wrap(%q, %d, %d): row %d has %d cells: %q", text, first, rest, i, cells(row), row)
			}
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

func TestZoneOf(t *testing.T) {
	usual := time.FixedZone("usual", 3600)
	for tz, want := range map[string]string{
		"": "usual", "Local": "usual", ":Local": "usual", "nowhere": "usual", "../UTC": "usual", "UTC": "UTC", "Europe/Paris": "Europe/Paris", ":Europe/Paris": "Europe/Paris",
	} {
		if got := zoneOf(tz, usual).String(); got != want {
			t.Errorf("zoneOf(%q) = %s, want %s", tz, got, want)
		}
	}
}
