// Package screen is the form to talk in that has the whole terminal (B48). It is
// a program of bubbletea's (screen.go), a model (model.go) that takes in messages
// and sends goroutines for more: what is typed (input.go, keys.go), a page of the
// history (history.go). What happens in the room (events.go) comes to the model
// from a goroutine that stays, past the library's loop. It pulls: it asks for more
// only when what came has gone out to the terminal. So nothing queues up, a client
// that reads slowly misses frames and not messages, and one that has stopped
// reading is not drawn for.
//
// The scrollback (scrollback.go) is the window of the history that is in memory,
// the viewport (viewport.go) what of it is in sight, and a frame (frame.go) all
// that the terminal is to show; the renderer (renderer.go) brings the terminal
// from one frame to the next.
//
// It knows the room, its client, the line editor and the cells.
//
// # Why a renderer of our own
//
// Of bubbletea this uses the loop and the commands. Its renderer is ultraviolet's,
// which keeps grids of cells and compares them. Measured at 80×24, with nothing
// else: 450 KiB a session, and 0.12 to 0.16 ms and 680 bytes for a message more
// at the end. This one instead compares rows, which are strings that are made
// once, for a message and a width: a message costs one move of the screen and
// its own row. So a session is about 160 KiB with all of its ssh connection, and
// a message about 110 bytes. Likewise the keyboard is ours, and the same as the
// plain form's: the library makes each program a table of keys of 130 KiB. The
// caret is where the terminal has put down the text left of it, however wide it
// takes that to be.
package screen
