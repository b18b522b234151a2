// Package sshui is the SSH door of the room: a form to talk in on a terminal,
// and commands for scripts. It knows package room and nothing else of the
// program.
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
// A connection is a peer, and carries one session. Until a program (a command,
// or a form to talk in) runs in it, the peer is a stranger: it has loginTime,
// and until its login is complete it also takes one of few places among the
// unfinished handshakes. Everything that costs has a bound:
//
//   - Input is read at no more than inputRate, below the encryption.
//   - A write has stallTime to get anywhere, both on the wire and in the
//     channel's window; then the peer is cut. Nobody else waits for it.
//   - What a client may ask of its session is a short list (request.go). The
//     rest, sftp, forwarding, agent and X11 among it, is refused at once.
//   - A client that sends nothing, not even answers to three rounds of
//     keepalives, is cut.
//
// # What is on the wire
//
// Commands answer on standard output with lines that scripts can rely on
// (script.go, and the objects of --json in wire.go); everything else goes to
// standard error. The plain form (B52, plain.go) only ever appends: it draws
// messages as they come, and the draft again behind them; what another form
// would mark with color or place it says in words. What people wrote
// reaches a terminal through room.Legible and without tabs, and every line but
// a message's first is indented, so that none can pass for another's.
//
// The version that the server names begins with "OpenSSH": only then does
// OpenSSH's client say when its standard output has been closed, which is how
// "tail | head -1" ends (see version in config.go).
//
// # Who ends what
//
// The server waits for its peers, a peer for the goroutines of its session. A
// session leaves the room by itself the moment that the room closes, whatever
// its terminal takes or does not take; the program then says goodbye (B10).
package sshui
