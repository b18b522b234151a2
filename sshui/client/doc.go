// Package client is what every program at the SSH door has of its client: the
// visitor and the session that it came by, the terminal as the client described
// it, input and output, the way into the room and out of it, exit codes and
// good-byes. The commands that only terminals have (/goto, /bell, /tz, /color,
// /plain) are here, too, since the screen and the plain form share them.
//
// It knows the room and package cells, and none of the programs.
package client
