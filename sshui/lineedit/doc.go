// Package lineedit is the line that somebody types at a terminal: what the bytes
// of a keyboard mean (keyboard.go), the text and its caret (editor.go), and the
// lines entered before (history.go). It draws nothing and knows no room.
package lineedit
