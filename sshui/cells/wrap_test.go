package cells

import (
	"fmt"
	"strings"
	"testing"

	"talktalktalk/room/texts"
	"talktalktalk/sshui/sshtest"
)

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
		if got := Wrap(c.text, c.first, c.rest); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.text, c.first, c.rest, got, c.want)
		}
	}
}

// FuzzWrap: nothing but spaces is lost, and no row is too wide, unless it is a
// single character.
func FuzzWrap(f *testing.F) {
	for _, e := range sshtest.Conversation() {
		f.Add(e.Text, 20, 10)
	}
	f.Fuzz(func(t *testing.T, text string, first, rest int) {
		text = strings.ReplaceAll(LegibleTabs(texts.Legible(text)), "\n", " ")
		first, rest = 1+sshtest.Abs(first)%300, 1+sshtest.Abs(rest)%300
		rows := Wrap(text, first, rest)
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
				one, _ = NextCluster(row)
			}
			if Cells(row) > width && one != row {
				t.Errorf("wrap(%q, %d, %d): row %d has %d cells: %q", text, first, rest, i, Cells(row), row)
			}
		}
	})
}
