package cells

import (
	"fmt"

	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
)

// A Style is what is to be set for a stretch of text, the parameters of the
// control sequence of that name: "1;34". What is empty is the terminal's usual.
type Style string

// The attributes. They hold with colors and without.
const (
	Upright    Style = ""
	bold       Style = "1"
	italic     Style = "3"
	underlined Style = "4"
	struck     Style = "9"
)

// A Palette is every color of the screen, for terminals of one depth. Nobody
// knows whether the ground is light or dark: each color is about as far from
// black as it is from white.
type Palette struct {
	Person [room.Colors]Style // by Event.Color, the hues are those of the page
	Dim    Style              // what may be overlooked
	Accent Style              // what should not be
	Alert  Style              // what went wrong
	code   Style
}

// A Hue is one color at each depth.
type Hue struct {
	rgb     [3]uint8
	indexed uint8 // of 256
	basic   uint8 // of 16, as SGR has it
}

// personHues are the hues of the page, 22.5 degrees apart, at a luminance of 0.18.
var personHues = [room.Colors]Hue{
	{[3]uint8{0xbf, 0x4f, 0x78}, 198, 35},
	{[3]uint8{0xc4, 0x4f, 0x50}, 131, 31},
	{[3]uint8{0xbf, 0x57, 0x1e}, 166, 31},
	{[3]uint8{0xa8, 0x67, 0x03}, 130, 31},
	{[3]uint8{0x90, 0x72, 0x02}, 136, 32},
	{[3]uint8{0x76, 0x7b, 0x0e}, 100, 32},
	{[3]uint8{0x48, 0x84, 0x17}, 28, 32},
	{[3]uint8{0x11, 0x87, 0x54}, 29, 32},
	{[3]uint8{0x01, 0x85, 0x74}, 30, 36},
	{[3]uint8{0x15, 0x82, 0x8a}, 66, 36},
	{[3]uint8{0x03, 0x80, 0xa2}, 31, 36},
	{[3]uint8{0x0f, 0x7a, 0xc5}, 32, 34},
	{[3]uint8{0x56, 0x70, 0xcf}, 69, 34},
	{[3]uint8{0x7e, 0x65, 0xca}, 98, 35},
	{[3]uint8{0x9c, 0x5b, 0xb7}, 134, 35},
	{[3]uint8{0xb2, 0x53, 0x9b}, 163, 35},
}

// The other hues.
var (
	gray  = Hue{[3]uint8{0x80, 0x80, 0x80}, 244, 0}
	teal  = Hue{[3]uint8{0x01, 0x85, 0x74}, 30, 36}
	amber = Hue{[3]uint8{0xb0, 0x60, 0x00}, 130, 31}
	blue  = Hue{[3]uint8{0x5f, 0x5f, 0xd7}, 62, 35}
)

// faint stands in for gray where there are few colors or none.
const faint Style = "2"

// Palettes are those of all depths.
var Palettes = map[colorprofile.Profile]*Palette{
	colorprofile.ASCII:     NewPalette(func(Hue) Style { return Upright }),
	colorprofile.ANSI:      NewPalette(func(h Hue) Style { return Style(fmt.Sprint(h.basic)) }),
	colorprofile.ANSI256:   NewPalette(func(h Hue) Style { return Style(fmt.Sprintf("38;5;%d", h.indexed)) }),
	colorprofile.TrueColor: NewPalette(func(h Hue) Style { return Style(fmt.Sprintf("38;2;%d;%d;%d", h.rgb[0], h.rgb[1], h.rgb[2])) }),
}

// Depths are those that a person may want.
var Depths = map[room.Color]colorprofile.Profile{
	room.ColorOff:  colorprofile.ASCII,
	room.Color16:   colorprofile.ANSI,
	room.Color256:  colorprofile.ANSI256,
	room.ColorTrue: colorprofile.TrueColor,
}

// NewPalette makes a palette of what show makes of each hue.
func NewPalette(show func(Hue) Style) *Palette {
	p := &Palette{Accent: bold.and(show(teal)), Alert: bold.and(show(amber)), code: show(blue)}
	for i, h := range personHues {
		p.Person[i] = bold.and(show(h))
	}
	if p.Dim = show(gray); p.Dim == Upright || p.Dim == "0" {
		p.Dim = faint
	}
	if p.code == Upright {
		p.code = faint
	}
	return p
}

// and is both.
func (s Style) and(more Style) Style {
	switch {
	case s == Upright:
		return more
	case more == Upright:
		return s
	}
	return s + ";" + more
}

// Append appends text in the style, which ends with it.
func (s Style) Append(b []byte, text string) []byte {
	if s == Upright || text == "" {
		return append(b, text...)
	}
	b = append(b, "\x1b["...)
	b = append(b, s...)
	b = append(b, 'm')
	b = append(b, text...)
	return append(b, "\x1b[m"...)
}
