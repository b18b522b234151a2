// Package script has the commands of the SSH door that need no terminal (B55):
// their arguments, what they do, and what they print, as lines or as the JSON of
// INTERFACE. Standard output holds lines that scripts can rely on; everything
// else goes to standard error. What people wrote reaches it through
// texts.Legible and without tabs, and every line but a message's first is
// indented, so that none can pass for another's.
//
// It knows the room, its client, and how texts stand on cells.
package script
