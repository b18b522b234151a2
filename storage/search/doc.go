// Package search finds messages by their words, with SQLite's FTS5: the
// room.Index beside the log. The log stays the truth; a file here may be lost,
// damaged or thrown away at any time, and is made anew from the log.
//
// # Layout
//
// One database, index.db with its write-ahead log, in a folder of its own. The
// numbers of the log are cut into parts of partSize each, so that what a deletion
// costs does not grow with the history:
//
//	about           one row: the format, the epoch of the log, the span that is in
//	part_N          an FTS5 table of the messages of part N; the newest has the lowest rowid
//	times           of each blockSize numbers, when the first and the last of them was said
//	tainted         parts that have words of texts that were edited or deleted
//
// The tables are contentless: they have the words' places and no text. A message
// is put in as tokens (token.go), which package query makes of its text, followed
// by one for its author's name and one if it has a link; so a search that has a
// common word and a name costs what the rarer of the two costs. A character of a
// script without spaces is put in together with the next one, so that two of them
// are looked up at once, not by crossing two very long lists.
//
// A part into which nothing new will come is merged into one segment (settle), in the
// background: of about ten, as FTS5 leaves them, each would have to be asked for each
// word. A search goes through the parts from the newest on, two at a time from
// the second on; where the newest one has enough, it is the only one.
//
// # What is promised
//
// The documents and the span that they fill are written in one transaction. After
// a crash the index is what it was after some Take. Synced is only what SQLite
// syncs by itself, now and then: the log has it all. An index of another epoch or
// format, one that SQLite finds damaged, or one that cannot be opened is removed
// and begins anew, empty.
//
// # Erasing
//
// What is deleted from a contentless table is only marked; its words stay until
// the table's segments are merged. So a part from which something was taken is
// tainted, and cleanDelay later all its segments are merged into one, a few pages
// at a time, so that new messages need not wait. Freed pages are overwritten
// (secure_delete), and the write-ahead log is emptied then. The mark is in the database, so
// that a crash forgets none.
//
// # Trouble with the disk
//
// Below Reserve bytes of free space nothing is taken in, which leaves the last of
// it to the log. Searching goes on with what is there.
package search
