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
// reaches a terminal through texts.Legible and without tabs, and every line but
// a message's first is indented, so that none can pass for another's.
//
// The version that the server names begins with "OpenSSH": only then does
// OpenSSH's client say when its standard output has been closed, which is how
// "tail | head -1" ends (see version in config.go).
//
// # The screen
//
// A terminal that can gets a form of its own, all of its screen (full.go). It is
// a program of bubbletea's, a model that takes in messages and sends goroutines
// for more: what happens in the room, what is typed, a page of history. It
// pulls: it asks for more only when what came has gone out to the terminal. So
// nothing queues up, a client that reads slowly misses frames and not messages,
// and one that has stopped reading is not drawn for.
//
// Of bubbletea it is the loop and the commands. Its renderer is ultraviolet's,
// which keeps grids of cells and compares them. Measured at 80×24, with nothing
// else: 450 KiB a session, and 0.12 to 0.16 ms and 680 bytes for a message more
// at the end. The painter instead compares rows, which are strings that are
// made once, for a message and a width: a message costs one move of the screen
// and its own row. So a session is about 160 KiB with all of its ssh
// connection, and a message about 110 bytes. Likewise the keyboard is ours, and
// the same as the plain form's: the library makes each program a table of keys
// of 130 KiB.
//
// What people wrote may be wider or narrower in a terminal than we think (B53).
// So each row is drawn from its beginning, lines are not wrapped by the
// terminal, what stands behind a name is led to by its column, and the caret is
// where the terminal has put down the text left of it.
//
// # Who ends what
//
// The server waits for its peers, a peer for the goroutines of its session. A
// session leaves the room by itself the moment that the room closes, whatever
// its terminal takes or does not take; the program then says goodbye (B10).
package sshui
