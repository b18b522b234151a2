// Package plain is the form to talk in that only ever appends lines (B52): for
// screen readers, serial lines and terminals that cannot move the cursor. It
// draws messages as they come (format.go), and the draft again behind them
// (draft.go); what the screen would mark with color or place it says in words.
// Every line but a message's first is indented, so that no message can look like
// another's line.
//
// It knows the room, its client, the line editor and the cells; the screen knows
// nothing of it.
package plain
