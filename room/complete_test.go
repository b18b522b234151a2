package room

import (
	"encoding/json"
	"os"
	"testing"
)

func TestCompleterTable(t *testing.T) {
	var cases []struct {
		Why, Self, Line string
		Online, Recent  []string
		Messages        []Seq
		Acts, Bans      []int
		Commands        []*Command
		Caret           int
		Keys            []string
		Want            []struct {
			Line    string
			Caret   int
			Handled bool
		}
	}
	b, err := os.ReadFile("testdata/complete.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Why, func(t *testing.T) {
			completer := Completer{offer: func() offer { return offer{c.Self, c.Online, c.Recent, c.Messages, c.Acts, c.Bans, c.Commands} }}
			line, caret := c.Line, c.Caret
			for i, key := range c.Keys {
				var handled bool
				if key == "esc" {
					line, caret, handled = completer.Escape(line, caret)
				} else {
					line, caret, handled = completer.Tab(line, caret, key == "shift+tab")
				}
				if w := c.Want[i]; line != w.Line || caret != w.Caret || handled != w.Handled {
					t.Fatalf("key %d, %s: got %q, caret %d, handled %v, want %+v", i+1, key, line, caret, handled, w)
				}
			}
		})
	}
}
