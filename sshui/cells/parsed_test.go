package cells

import (
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/sshtest"
)

// TestShared: terminals that are alike have the same rows of a message, and
// those of others are what they would be without them.
func TestShared(t *testing.T) {
	usual := Layout{Columns: NewColumns(80), Palette: NewPalette(func(Hue) Style { return "36" }), Zone: time.UTC, Self: "ann", Who: "a", Links: true}
	looks := map[string]func(s *Layout, how *Grouping, marked *bool){
		"usual":     func(*Layout, *Grouping, *bool) {},
		"narrow":    func(s *Layout, _ *Grouping, _ *bool) { s.Columns = NewColumns(30) },
		"gray":      func(s *Layout, _ *Grouping, _ *bool) { s.Palette = NewPalette(func(Hue) Style { return Upright }) },
		"elsewhere": func(s *Layout, _ *Grouping, _ *bool) { s.Zone = time.FixedZone("", 3600) },
		"old":       func(s *Layout, _ *Grouping, _ *bool) { s.Links = false },
		"goes on":   func(_ *Layout, how *Grouping, _ *bool) { *how = Grouping{Continues: true} },
		"marked":    func(_ *Layout, _ *Grouping, marked *bool) { *marked = true },
		"mentioned": func(s *Layout, _ *Grouping, _ *bool) { s.Self = "sam" },
	}
	for _, text := range []string{"hi *sam*, see https://example.org", strings.Repeat("long ", sharedMost)} {
		event := func() *room.Event {
			return &room.Event{Kind: room.Said, Seq: 7, Time: sshtest.Saturday, Owner: "p", Name: "bob", Text: text}
		}
		shared := event()
		for name, look := range looks {
			s, how, marked := usual, Grouping{Minute: true}, false
			s.Message(shared, how, marked)
			look(&s, &how, &marked)
			got, want := s.Message(shared, how, marked), s.Message(event(), how, marked)
			if !slices.Equal(got, want) {
				t.Errorf("%s, after the usual: %q, want %q", name, got, want)
			}
		}
		one, other := usual, usual
		other.Self, other.Who = "max", "m"
		a, b := one.Message(shared, Grouping{}, false), other.Message(shared, Grouping{}, false)
		if same, want := &a[0] == &b[0], len(text) <= sharedMost; same != want {
			t.Errorf("of %d bytes the rows are shared: %v, want %v", len(text), same, want)
		}
	}
}
