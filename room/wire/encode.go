package wire

import (
	"bytes"
	"encoding/json"
)

// Encode returns object as one line of compact JSON, without the line's end.
// It panics for what does not encode, as strings, numbers and truths always do.
func Encode(object any) []byte {
	if a, ok := object.(Appender); ok {
		return a.Append(nil)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nobody takes a line for HTML, and escapes are long
	if err := enc.Encode(object); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
