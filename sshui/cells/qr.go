package cells

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	"rsc.io/qr"
)

const (
	qrWidth = 50 // columns below which no picture is drawn (B37)
	qrQuiet = 4  // light modules that cameras want left and right; above and below a row each has two
)

// paper is dark on light whatever the theme, as cameras expect it.
const paper Style = "38;5;16;48;5;231"

// QR makes the rows of a picture of text that a camera reads, two modules in
// a cell, or none: where the terminal is narrow or has no colors, or the text
// is too long.
func (s *Layout) QR(text string) []string {
	code, err := qr.Encode(text, qr.L)
	if err != nil || s.Width < qrWidth || s.code == faint || code.Size+2*qrQuiet > s.Width {
		return nil
	}
	column := min(s.text, s.Width-code.Size-2*qrQuiet+1)
	style := paper
	if s.Palette == Palettes[colorprofile.ANSI] {
		style = "30;107"
	}
	var rows []string
	for y := -2; y < code.Size+2; y += 2 {
		var row strings.Builder
		for x := -qrQuiet; x < code.Size+qrQuiet; x++ {
			row.WriteString(halves[code.Black(x, y)][code.Black(x, y+1)])
		}
		rows = append(rows, string(style.Append(MoveTo(nil, column), row.String())))
	}
	return rows
}

// halves are the cells with a dark upper and lower half, or not.
var halves = map[bool]map[bool]string{
	false: {false: " ", true: "▄"},
	true:  {false: "▀", true: "█"},
}
