package cells

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestQRWhere: a picture is drawn where a camera could read it, and else left out.
func TestQRWhere(t *testing.T) {
	const address = "http://192.168.1.10:9000/#link=K7QM-2XPD"
	for _, c := range []struct {
		width int
		depth colorprofile.Profile
		text  string
		drawn bool
	}{
		{80, colorprofile.ANSI256, address, true},
		{80, colorprofile.TrueColor, address, true},
		{80, colorprofile.ANSI, address, true},
		{80, colorprofile.ASCII, address, false},
		{50, colorprofile.ANSI256, address, true},
		{49, colorprofile.ANSI256, address, false},
		{60, colorprofile.ANSI256, string(make([]byte, 400)), false},
	} {
		s := Layout{Columns: NewColumns(c.width), Palette: Palettes[c.depth]}
		rows := s.QR(c.text)
		if (len(rows) > 0) != c.drawn {
			t.Errorf("QR at %d columns in %v: %d rows, want some: %v", c.width, c.depth, len(rows), c.drawn)
		}
		for _, row := range rows {
			if ansi.StringWidth(row) > c.width {
				t.Errorf("a row of %d cells at %d columns", ansi.StringWidth(row), c.width)
			}
		}
	}
}
