// Package storage keeps the room's log, and the notes beside it, in a folder,
// by Pebble: room.Log and room.Memory for one process at a time.
//
// # Layout
//
// A key begins with a letter. Numbers are 8 bytes, big-endian; times are
// milliseconds since 1970 in UTC, as a uvarint.
//
//	aformat            "1", the version of this layout
//	aepoch             the epoch, a random text made with the store
//	m number           a record: its time, then its body
//	k key              the number of the record that was appended with key
//	c number           an amended record: the number of its last amendment
//	e number number    a record and an amendment: what the one held before the
//	                   other is perhaps still in the files
//	n person           a note: the end of its time, then the note
//
// Records are numbered from 1, without gaps so far; readers must not rely on
// that. A store of a format above Format is not opened.
//
// # The way of a record
//
// Append keeps its key for itself while the record is under way, looks the
// key up, and hands the record to the one goroutine that owns the tail of the
// log (write). That takes whatever waits, at most groupRecords, as one batch:
// records and keys, all or nothing. A second goroutine (sync) waits for the
// disk, and only then puts the records where readers see them (newest) and
// tells their senders. Pebble shows a batch to its readers before it is
// synced; so every read here ends at the last number that is.
//
// Follow reads from memory what is among the newest records, and pages of
// the disk otherwise. It keeps no place in the log for anybody, and nothing is
// held open or in memory for a reader who takes its time.
//
// # What a crash can lose
//
// Nothing that was told. A record whose Append returned, or that any reader
// saw, is there again, with its number, time and key, and amended as it was.
// What had not been told by then is there whole or not at all; sending it
// again with the same key finds out. Notes survive the end of the process at once, and a
// crash of the machine about notesInterval later.
//
// # Numbers and times
//
// The order of records is that of their numbers, always. A record's time is the
// clock's. When the clock is set back by up to clockSlip, time stands still until
// the clock has caught up: then, and after a crash, times do not run backward.
// When it is set back further, it was wrong before: from then on records have the
// right time, and those with the wrong one keep it. Otherwise a clock that was
// wrong for a moment would make all times wrong for as long as it was ahead.
//
// # Amending and erasing
//
// An amendment is a record like any other. Its batch also overwrites the record
// that it amends, lists that as changed, and marks that the former body may be in
// the files. So pages of any part of the log hold what is true now, and cost
// what they did. What is overwritten is visible in Pebble before it is synced;
// until then readers get what was there before (veil).
//
// Within scrubDelay, and at the start after a crash, a goroutine (scrub) compacts
// the range, which rewrites every table that has a former body and ends the
// write-ahead log that had it; the files are deleted, not recycled, and then
// the mark. What the file system or the device keeps of deleted files is
// beyond this.
//
// # Trouble with the disk
//
// Below Reserve bytes of free space, Append and Save fail with
// room.ErrUnavailable; reading goes on, and so does writing when
// there is space again. Open fails if there is next to nothing. If the disk is full all the same (something else took
// it, or a quota did), Pebble's writes wait, as it does not survive the
// error; whatever is under way ends with room.ErrUnavailable, and is stored
// when there is space.
//
// If a write fails for another reason, nobody knows what is on the disk. Then
// nothing is written any more, every Append fails with room.ErrUnavailable,
// reading goes on, and only opening the log again helps: it reads what the
// disk really has. One case ends the process, in Pebble: when it cannot begin a
// new write-ahead log, which it does every few megabytes.
package storage
