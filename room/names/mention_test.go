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
		prose := markup.Parse(c.Text).Prose()
		if got := len(names.Mentions(prose, c.Name)) > 0; got != c.Want {
			t.Errorf("%s: %q mentions %s: %v, want %v", c.Why, c.Text, c.Name, got, c.Want)
		}
		if c.Want && !names.WordsOf(prose).Have(c.Name) {
			t.Errorf("%s: %s is none of the words of %q", c.Why, c.Name, c.Text)
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

// TestWords: each is kept once, in any case, and nothing else is.
func TestWords(t *testing.T) {
	words := names.WordsOf("Sam, sam and @Ünal: user_7@host")
	if len(words) != 5 {
		t.Errorf("there are %d words, want 5", len(words))
	}
	for name, want := range map[string]bool{"SAM": true, "and": true, "ünal": true, "user_7": true, "host": true, "user": false, "am": false, "bob": false} {
		if got := words.Have(name); got != want {
			t.Errorf("Have(%q) = %v, want %v", name, got, want)
		}
	}
	if names.WordsOf("").Have("sam") {
		t.Error("sam is a word of nothing")
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("@sam, sam's `sam`", "sam")
	f.Add("Ünal\xff@@ünal", "ünal")
	f.Fuzz(func(t *testing.T, text, name string) {
		end := 0
		found := names.Mentions(text, name)
		if len(found) > 0 && !names.WordsOf(text).Have(name) {
			t.Fatalf("Mentions(%q, %q) = %v, which is no word", text, name, found)
		}
		for _, m := range found {
			if m[0] < end || m[1] <= m[0] || m[1] > len(text) {
				t.Fatalf("Mentions(%q, %q) has %v after %d", text, name, m, end)
			}
			end = m[1]
		}
	})
}
