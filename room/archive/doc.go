// Package archive turns what was said into the lines of an export, and the
// lines back. A line is a message as the doors send it (docs/protocol.md), with
// nothing in it that is not for everybody to read.
//
// It knows the room's messages, and neither the log they are from nor where the
// lines go.
package archive
