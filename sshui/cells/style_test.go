package cells

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestContrast: every color that is ours to choose is legible on black and on
// white (3:1, as WCAG wants it of large text).
func TestContrast(t *testing.T) {
	for _, depth := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.TrueColor} {
		p := Palettes[depth]
		for _, style := range append(p.Person[:], p.Dim, p.Accent, p.Alert, p.code) {
			y := luminance(rgbOf(t, style))
			if onBlack, onWhite := (y+.05)/.05, 1.05/(y+.05); onBlack < 3 || onWhite < 3 {
				t.Errorf("%v: %q has a contrast of %.1f to black and %.1f to white", depth, style, onBlack, onWhite)
			}
		}
	}
}

// TestPeopleDiffer: as many people as there are colors for are told apart.
func TestPeopleDiffer(t *testing.T) {
	for _, depth := range []colorprofile.Profile{colorprofile.ANSI256, colorprofile.TrueColor} {
		seen := map[Style]bool{}
		for _, style := range Palettes[depth].Person {
			seen[style] = true
		}
		if len(seen) != len(personHues) {
			t.Errorf("%v: people have %d colors, want %d", depth, len(seen), len(personHues))
		}
	}
}

// rgbOf is the color that a style sets.
func rgbOf(t *testing.T, style Style) [3]float64 {
	t.Helper()
	text := strings.TrimPrefix(string(style), string(bold)+";")
	var r, g, b, n int
	if _, err := fmt.Sscanf(text, "38;2;%d;%d;%d", &r, &g, &b); err == nil {
		return [3]float64{float64(r), float64(g), float64(b)}
	}
	if _, err := fmt.Sscanf(text, "38;5;%d", &n); err == nil && n >= 16 {
		return indexedRGB(n)
	}
	t.Fatalf("%q sets no color", style)
	return [3]float64{}
}

// indexedRGB is one of the 256 colors, but the first 16, which are the terminal's.
func indexedRGB(n int) [3]float64 {
	if n >= 232 {
		gray := float64(8 + 10*(n-232))
		return [3]float64{gray, gray, gray}
	}
	steps := [6]float64{0, 95, 135, 175, 215, 255}
	n -= 16
	return [3]float64{steps[n/36], steps[n/6%6], steps[n%6]}
}

// luminance is the relative luminance of WCAG.
func luminance(rgb [3]float64) (y float64) {
	for i, weight := range [3]float64{.2126, .7152, .0722} {
		c := rgb[i] / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		y += weight * c
	}
	return y
}
