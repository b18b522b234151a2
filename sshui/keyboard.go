package sshui

import (
	"maps"
	"unicode/utf8"
)

// A keystroke is what keys were struck for.
type keystroke uint8

const (
	strokeText    keystroke = iota // characters; pasted ones may hold LF and tab
	strokeEnter                    // send
	strokeNewline                  // a new line in the draft
	strokeErase                    // Backspace
	strokeEraseWord
	strokeEraseLine
	strokeInterrupt // Ctrl-C
	strokeEnd       // Ctrl-D
	strokeRedraw    // Ctrl-L
	strokeTab
	strokeBackTab
	strokeEscape
	strokePasteEnd

	// What the form that only appends has no use for.
	strokeDelete
	strokeKillWordLeft // Alt-Backspace
	strokeKillWordRight
	strokeKillRight // Ctrl-K
	strokeYank
	strokeLeft
	strokeRight
	strokeWordLeft
	strokeWordRight
	strokeLineStart // Ctrl-A
	strokeLineEnd
	strokeHome // the key
	strokeEndKey
	strokeUp
	strokeDown
	strokeRowUp // Shift+Up
	strokeRowDown
	strokePageUp
	strokePageDown
	strokeEdit   // Alt+Up
	strokePeople // Ctrl-O
	strokeFocus  // the terminal has come to the front
	strokeBlur
)

// controls are the control characters that mean something; all others, such
// as Ctrl-Z, are ignored.
var controls = map[byte]keystroke{
	'\r': strokeEnter, '\n': strokeNewline, '\t': strokeTab,
	0x08: strokeErase, 0x7f: strokeErase,
	0x03: strokeInterrupt, 0x04: strokeEnd, 0x0c: strokeRedraw,
	0x15: strokeEraseLine, 0x17: strokeEraseWord, 0x0f: strokePeople,
}

// editingControls are those of a form that can draw anywhere.
var editingControls = func() map[byte]keystroke {
	table := maps.Clone(controls)
	maps.Copy(table, map[byte]keystroke{
		0x01: strokeLineStart, 0x05: strokeLineEnd, 0x02: strokeLeft, 0x06: strokeRight,
		0x0b: strokeKillRight, 0x19: strokeYank, 0x0e: strokeDown, 0x10: strokeUp,
	})
	return table
}()

// altered are the keys with Alt, which terminals send as ESC and the key.
var altered = map[byte]keystroke{
	'\r': strokeNewline, '\n': strokeNewline,
	'b': strokeWordLeft, 'f': strokeWordRight, 'd': strokeKillWordRight,
	0x08: strokeKillWordLeft, 0x7f: strokeKillWordLeft,
}

// sequences are those of cursor and function keys: parameters and last byte.
// Terminals send some of them after ESC O, and leave out a 1.
var sequences = map[string]keystroke{
	"Z": strokeBackTab,
	"A": strokeUp, "B": strokeDown, "C": strokeRight, "D": strokeLeft,
	"H": strokeHome, "F": strokeEndKey, "1~": strokeHome, "4~": strokeEndKey, "7~": strokeHome, "8~": strokeEndKey,
	"3~": strokeDelete, "5~": strokePageUp, "6~": strokePageDown,
	"1;2A": strokeRowUp, "1;2B": strokeRowDown, "a": strokeRowUp, "b": strokeRowDown,
	"1;3A": strokeEdit,
	"1;3C": strokeWordRight, "1;3D": strokeWordLeft, "1;5C": strokeWordRight, "1;5D": strokeWordLeft,
	"I": strokeFocus, "O": strokeBlur,
}

// cookedControls are those of a client whose own terminal edits the line.
var cookedControls = map[byte]keystroke{'\n': strokeEnter}

// dumbControls are those of terminals that know one line end only, such as a
// shell in Emacs.
var dumbControls = func() map[byte]keystroke {
	table := maps.Clone(controls)
	table['\n'] = strokeEnter
	return table
}()

// A key is one keystroke, with its characters if it is strokeText.
type key struct {
	stroke keystroke
	text   string
}

// What a keyboard has read the beginning of.
type inside uint8

const (
	insideNothing  inside = iota
	insideEscape          // ESC
	insideSequence        // ESC [
	insideShift           // ESC O
)

// parameterMost is how much of a sequence's parameters is kept. The sequences
// that mean something have fewer.
const parameterMost = 8

// A keyboard turns what a terminal sends into keys. It keeps a few bytes at
// most between two reads.
type keyboard struct {
	controls  map[byte]keystroke
	in        inside
	parameter []byte
	pasting   bool // between the brackets of a paste
	cr        bool // the last character pasted was CR: LF after it is the same line end
	partial   []byte
	typed     []byte // characters since the last key
	keys      []key
}

// read returns the keys in what a terminal sent. They are valid until the next
// call. An ESC at the end is the key of that name: a terminal sends a sequence
// in one piece.
func (k *keyboard) read(sent []byte) []key {
	k.keys = k.keys[:0]
	sent = append(k.partial, sent...)
	k.partial = nil
	for len(sent) > 0 {
		n := k.take(sent)
		if n == 0 {
			k.partial = append(k.partial, sent...)
			break
		}
		sent = sent[n:]
	}
	if k.in == insideEscape && !k.pasting {
		k.in = insideNothing
		k.strike(strokeEscape)
	}
	k.collect()
	return k.keys
}

// take takes in the first character of sent and returns its length, 0 if it is
// not whole yet.
func (k *keyboard) take(sent []byte) int {
	c := sent[0]
	switch {
	case c == 0x1b:
		k.in = insideEscape
	case k.in != insideNothing:
		k.takeEscaped(c)
	case c < 0x20 || c == 0x7f:
		k.takeControl(c)
	case !utf8.FullRune(sent):
		return 0
	default:
		r, n := utf8.DecodeRune(sent) // U+FFFD for what is none
		k.write(r)
		k.cr = false
		return n
	}
	return 1
}

func (k *keyboard) takeControl(c byte) {
	if k.pasting {
		k.paste(c)
		return
	}
	if stroke, ok := k.controls[c]; ok {
		k.strike(stroke)
	} else if c == '\t' {
		k.write('\t')
	}
}

// paste takes a control character of a paste. Ctrl-C is not pasted, but typed
// by somebody whose terminal has lost the end of a paste.
func (k *keyboard) paste(c byte) {
	switch {
	case c == '\r', c == '\n' && !k.cr:
		k.write('\n')
	case c == '\t':
		k.write('\t')
	case c == 0x03:
		k.pasting = false
		k.strike(strokeInterrupt)
	}
	k.cr = c == '\r'
}

// takeEscaped takes a byte after ESC.
func (k *keyboard) takeEscaped(c byte) {
	switch in := k.in; {
	case in == insideEscape && c == '[':
		k.in, k.parameter = insideSequence, k.parameter[:0]
	case in == insideEscape && c == 'O':
		k.in = insideShift
	case in == insideSequence && 0x20 <= c && c < 0x40:
		if len(k.parameter) < parameterMost {
			k.parameter = append(k.parameter, c)
		}
	default:
		k.in = insideNothing
		k.end(in, c)
	}
}

// end takes the last byte of a sequence.
func (k *keyboard) end(in inside, c byte) {
	sequence := string(c)
	if in == insideSequence {
		sequence = string(append(k.parameter, c))
	}
	switch {
	case sequence == "200~":
		k.pasting, k.cr = true, false
	case sequence == "201~" && k.pasting:
		k.pasting = false
		k.strike(strokePasteEnd)
	case k.pasting:
	case in == insideEscape:
		k.strikeIn(altered[c])
	default:
		k.strikeIn(sequences[sequence])
	}
}

// strikeIn strikes what a table has, if it has it.
func (k *keyboard) strikeIn(stroke keystroke) {
	if stroke != strokeText {
		k.strike(stroke)
	}
}

func (k *keyboard) strike(stroke keystroke) {
	k.collect()
	k.keys = append(k.keys, key{stroke: stroke})
}

func (k *keyboard) write(r rune) { k.typed = utf8.AppendRune(k.typed, r) }

// collect makes one key of the characters since the last one.
func (k *keyboard) collect() {
	if len(k.typed) > 0 {
		k.keys = append(k.keys, key{text: string(k.typed)})
		k.typed = k.typed[:0]
	}
}
