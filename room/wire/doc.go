// Package wire has the objects that both doors write: messages, people, and
// the answers to what was said, as INTERFACE and docs/protocol.md have them. What
// one door alone sends is that door's.
//
// It knows the room, and nothing of how either door sends a line.
package wire
