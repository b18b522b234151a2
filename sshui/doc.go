// Package sshui is the SSH door of the room. This folder is its server: the host
// key, who comes in, what a client may ask for, and what bounds it. What runs
// then for a client lies in a folder each:
//
//	client     what every program has of its client: terminal, input, output,
//	           settings, exit codes, and the commands of this door
//	script     commands without a terminal (B55): say, last, search, who …
//	screen     the full screen (B48), on bubbletea
//	plain      lines that are only appended (B52)
//	lineedit   the line that is typed: keys, caret, history
//	cells      texts on a terminal's cells: wrap, width, styles, safety
//	sshtest    what tests of several of these share
//
// It knows package room and nothing else of the program.
//
// # Who comes in
//
// Everybody (B47): with any key, or without one by a keyboard-interactive login
// that asks nothing. "none" is refused, so that clients offer their keys; a
// password is never asked for. A key is a person, so it counts only once it is
// proven: it is read from the permissions of the finished login, never from
// what a callback saw before (CVE-2024-45337).
//
// # A connection
//
// A connection carries one session. Until a program (a command, or a form to
// talk in) runs in it, the client is a stranger: it has loginTime, and until its
// login is complete it also takes one of few places among the unfinished
// handshakes. Everything that costs has a bound:
//
//   - Input is read at no more than inputRate, below the encryption.
//   - A write has stallTime to get anywhere, both on the wire and in the
//     channel's window; then the connection is cut. Nobody else waits for it.
//   - What a client may ask of its session is a short list (requests.go). The
//     rest, sftp, forwarding, agent and X11 among it, is refused at once.
//   - A client that sends nothing, not even answers to three rounds of
//     keepalives, is cut.
//
// A trusted proxy says by the PROXY protocol for whom it comes (proxy.go). That is
// read on the connection's own goroutine; only then it is counted, by the
// address that is true.
//
// The version that the server names begins with "OpenSSH": only then does
// OpenSSH's client say when its standard output has been closed, which is how
// "tail | head -1" ends (see version in protocol.go).
//
// # Who ends what
//
// The server waits for its connections, a connection for the goroutines of its
// session. A session leaves the room by itself the moment that the room closes,
// whatever its terminal takes or does not take; the program then says goodbye
// (B10).
package sshui
