package sshui

import (
	"fmt"

	"github.com/charmbracelet/colorprofile"

	"talktalktalk/room"
)

// A sgr is what is to be set for a stretch of text, the parameters of the
// control sequence of that name: "1;34". What is empty is the terminal's usual.
type sgr string

// The attributes. They hold with colors and without.
const (
	upright    sgr = ""
	bold       sgr = "1"
	italic     sgr = "3"
	underlined sgr = "4"
	struck     sgr = "9"
)

// A palette is every color of the screen, for terminals of one depth. Nobody
// knows whether the ground is light or dark: each color is about as far from
// black as it is from white.
type palette struct {
	person [room.Colors]sgr // by Event.Color, the hues are those of the page
	dim    sgr              // what may be overlooked
	accent sgr              // what should not be
	alert  sgr              // what went wrong
	code   sgr
}

// A hue is one color at each depth.
type hue struct {
	rgb     [3]uint8
	indexed uint8 // of 256
	basic   uint8 // of 16, as SGR has it
}

// personHues are the hues of the page, 22.5 degrees apart, at a luminance of 0.18.
var personHues = [room.Colors]hue{
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
	gray  = hue{[3]uint8{0x80, 0x80, 0x80}, 244, 0}
	teal  = hue{[3]uint8{0x01, 0x85, 0x74}, 30, 36}
	amber = hue{[3]uint8{0xb0, 0x60, 0x00}, 130, 31}
	blue  = hue{[3]uint8{0x5f, 0x5f, 0xd7}, 62, 35}
)

// faint stands in for gray where there are few colors or none.
const faint sgr = "2"

// palettes are those of all depths.
var palettes = map[colorprofile.Profile]*palette{
	colorprofile.ASCII:     newPalette(func(hue) sgr { return upright }),
	colorprofile.ANSI:      newPalette(func(h hue) sgr { return sgr(fmt.Sprint(h.basic)) }),
	colorprofile.ANSI256:   newPalette(func(h hue) sgr { return sgr(fmt.Sprintf("38;5;%d", h.indexed)) }),
	colorprofile.TrueColor: newPalette(func(h hue) sgr { return sgr(fmt.Sprintf("38;2;%d;%d;%d", h.rgb[0], h.rgb[1], h.rgb[2])) }),
}

// depths are those that a person may want.
var depths = map[room.Color]colorprofile.Profile{
	room.ColorOff:  colorprofile.ASCII,
	room.Color16:   colorprofile.ANSI,
	room.Color256:  colorprofile.ANSI256,
	room.ColorTrue: colorprofile.TrueColor,
}

func newPalette(show func(hue) sgr) *palette {
	p := &palette{accent: bold.and(show(teal)), alert: bold.and(show(amber)), code: show(blue)}
	for i, h := range personHues {
		p.person[i] = bold.and(show(h))
	}
	if p.dim = show(gray); p.dim == upright || p.dim == "0" {
		p.dim = faint
	}
	if p.code == upright {
		p.code = faint
	}
	return p
}

// and is both.
func (s sgr) and(more sgr) sgr {
	switch {
	case s == upright:
		return more
	case more == upright:
		return s
	}
	return s + ";" + more
}

// append appends text in the style, which ends with it.
func (s sgr) append(b []byte, text string) []byte {
	if s == upright || text == "" {
		return append(b, text...)
	}
	b = append(b, "\x1b["...)
	b = append(b, s...)
	b = append(b, 'm')
	b = append(b, text...)
	return append(b, "\x1b[m"...)
}
