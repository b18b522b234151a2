package names_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"talktalktalk/room/markup"
	"talktalktalk/room/names"
)

// TestMentionsTable reads what was typed as a door does.
func TestMentionsTable(t *testing.T) {
	var cases []struct {
		Why, Name, Text string
		Want            bool
	}
	b, err := os.ReadFile("testdata/mentions.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got := len(names.Mentions(markup.Parse(c.Text).Prose(), c.Name)) > 0; got != c.Want {
			t.Errorf("%s: %q mentions %s: %v, want %v", c.Why, c.Text, c.Name, got, c.Want)
		}
	}
}

func TestMentionsWhere(t *testing.T) {
	got := names.Mentions("Sam, é@sam @SAM", "sam")
	if want := [][2]int{{0, 3}, {12, 16}}; !slices.Equal(got, want) {
		t.Errorf("Mentions = %v, want %v", got, want)
	}
	if got := names.Mentions(strings.Repeat("@sam ", 100000), "sam"); len(got) != 100000 {
		t.Errorf("found %d of 100000 mentions", len(got))
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("@sam, sam's `sam`", "sam")
	f.Add("Ünal\xff@@ünal", "ünal")
	f.Fuzz(func(t *testing.T, text, name string) {
		end := 0
		for _, m := range names.Mentions(text, name) {
			if m[0] < end || m[1] <= m[0] || m[1] > len(text) {
				t.Fatalf("Mentions(%q, %q) has %v after %d", text, name, m, end)
			}
			end = m[1]
		}
	})
}
