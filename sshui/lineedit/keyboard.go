package lineedit

import (
	"maps"
	"unicode/utf8"
)

// An Action is what keys were struck for.
type Action uint8

const (
	ActText    Action = iota // characters; pasted ones may hold LF and tab
	ActEnter                 // send
	ActNewline               // a new line in the draft
	ActErase                 // Backspace
	ActEraseWord
	ActEraseLine
	ActInterrupt  // Ctrl-C
	ActEndOfInput // Ctrl-D
	ActRedraw     // Ctrl-L
	ActTab
	ActBackTab
	ActEscape
	ActPasteEnd

	// What the form that only appends has no use for.
	ActDelete
	actKillWordLeft // Alt-Backspace
	actKillWordRight
	actKillRight // Ctrl-K
	actYank
	actLeft
	actRight
	actWordLeft
	actWordRight
	actLineStart // Ctrl-A
	actLineEnd
	ActHome // the key
	ActEnd
	ActUp
	ActDown
	ActRowUp // Shift+Up
	ActRowDown
	ActPageUp
	ActPageDown
	ActEditLast // Alt+Up
	ActPeople   // Ctrl-O
	ActFocus    // the terminal has come to the front
	ActBlur
)

// Controls are the control characters that mean something; all others, such
// as Ctrl-Z, are ignored.
var Controls = map[byte]Action{
	'\r': ActEnter, '\n': ActNewline, '\t': ActTab,
	0x08: ActErase, 0x7f: ActErase,
	0x03: ActInterrupt, 0x04: ActEndOfInput, 0x0c: ActRedraw,
	0x15: ActEraseLine, 0x17: ActEraseWord, 0x0f: ActPeople,
}

// EditingControls are those of a form that can draw anywhere.
var EditingControls = func() map[byte]Action {
	table := maps.Clone(Controls)
	maps.Copy(table, map[byte]Action{
		0x01: actLineStart, 0x05: actLineEnd, 0x02: actLeft, 0x06: actRight,
		0x0b: actKillRight, 0x19: actYank, 0x0e: ActDown, 0x10: ActUp,
	})
	return table
}()

// altered are the keys with Alt, which terminals send as ESC and the key.
var altered = map[byte]Action{
	'\r': ActNewline, '\n': ActNewline,
	'b': actWordLeft, 'f': actWordRight, 'd': actKillWordRight,
	0x08: actKillWordLeft, 0x7f: actKillWordLeft,
}

// sequences are those of cursor and function keys: parameters and last byte.
// Terminals send some of them after ESC O, and leave out a 1.
var sequences = map[string]Action{
	"Z": ActBackTab,
	"A": ActUp, "B": ActDown, "C": actRight, "D": actLeft,
	"H": ActHome, "F": ActEnd, "1~": ActHome, "4~": ActEnd, "7~": ActHome, "8~": ActEnd,
	"3~": ActDelete, "5~": ActPageUp, "6~": ActPageDown,
	"1;2A": ActRowUp, "1;2B": ActRowDown, "a": ActRowUp, "b": ActRowDown,
	"1;3A": ActEditLast,
	"1;3C": actWordRight, "1;3D": actWordLeft, "1;5C": actWordRight, "1;5D": actWordLeft,
	"I": ActFocus, "O": ActBlur,
}

// CookedControls are those of a client whose own terminal edits the line.
var CookedControls = map[byte]Action{'\n': ActEnter}

// DumbControls are those of terminals that know one line end only, such as a
// shell in Emacs.
var DumbControls = func() map[byte]Action {
	table := maps.Clone(Controls)
	table['\n'] = ActEnter
	return table
}()

// A Key is one keystroke, with its characters if it is strokeText.
type Key struct {
	Action Action
	Text   string
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

// A Keyboard turns what a terminal sends into keys. It keeps a few bytes at
// most between two reads.
type Keyboard struct {
	Controls  map[byte]Action
	in        inside
	parameter []byte
	pasting   bool // between the brackets of a paste
	cr        bool // the last character pasted was CR: LF after it is the same line end
	partial   []byte
	typed     []byte // characters since the last key
	keys      []Key
}

// Read returns the keys in what a terminal sent. They are valid until the next
// call. An ESC at the end is the key of that name: a terminal sends a sequence
// in one piece.
func (k *Keyboard) Read(sent []byte) []Key {
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
		k.strike(ActEscape)
	}
	k.collect()
	return k.keys
}

// take takes in the first character of sent and returns its length, 0 if it is
// not whole yet.
func (k *Keyboard) take(sent []byte) int {
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

func (k *Keyboard) takeControl(c byte) {
	if k.pasting {
		k.paste(c)
		return
	}
	if stroke, ok := k.Controls[c]; ok {
		k.strike(stroke)
	} else if c == '\t' {
		k.write('\t')
	}
}

// paste takes a control character of a paste. Ctrl-C is not pasted, but typed
// by somebody whose terminal has lost the end of a paste.
func (k *Keyboard) paste(c byte) {
	switch {
	case c == '\r', c == '\n' && !k.cr:
		k.write('\n')
	case c == '\t':
		k.write('\t')
	case c == 0x03:
		k.pasting = false
		k.strike(ActInterrupt)
	}
	k.cr = c == '\r'
}

// takeEscaped takes a byte after ESC.
func (k *Keyboard) takeEscaped(c byte) {
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
func (k *Keyboard) end(in inside, c byte) {
	sequence := string(c)
	if in == insideSequence {
		sequence = string(append(k.parameter, c))
	}
	switch {
	case sequence == "200~":
		k.pasting, k.cr = true, false
	case sequence == "201~" && k.pasting:
		k.pasting = false
		k.strike(ActPasteEnd)
	case k.pasting:
	case in == insideEscape:
		k.strikeIn(altered[c])
	default:
		k.strikeIn(sequences[sequence])
	}
}

// strikeIn strikes what a table has, if it has it.
func (k *Keyboard) strikeIn(stroke Action) {
	if stroke != ActText {
		k.strike(stroke)
	}
}

func (k *Keyboard) strike(stroke Action) {
	k.collect()
	k.keys = append(k.keys, Key{Action: stroke})
}

func (k *Keyboard) write(r rune) { k.typed = utf8.AppendRune(k.typed, r) }

// collect makes one key of the characters since the last one.
func (k *Keyboard) collect() {
	if len(k.typed) > 0 {
		k.keys = append(k.keys, Key{Text: string(k.typed)})
		k.typed = k.typed[:0]
	}
}
