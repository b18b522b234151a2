// Package storage keeps the room's log, and the notes beside it, in a folder,
// by Pebble: room.Log and room.Memory for one process at a time.
//
// # Layout
//
// A key begins with a letter. Numbers are 8 bytes, big-endian; times are
// milliseconds since 1970 in UTC, as a uvarint.
//
//	aformat            "3", the version of this layout
//	aepoch             the epoch, a random text made with the store
//	atrimmed           the number below which records were removed, until that is
//	                   all done
//	m number           a record: its time, then its body
//	k key              the number of the record that was appended with key
//	c number           an amended record: the number of its last amendment
//	e number number    a record and an amendment: what the one held before the
//	                   other is perhaps still in the files
//	n person           a note: the end of its time, then the note
//
// A log that follows one that several servers share (Apply) has besides:
//
//	aposition          how far: a number, the one below which records were removed,
//	                   and which shared log it is
//	r number           a record: the key that it was appended with
//	v number           an amended record: the entry that amended it last, and the
//	                   first and last entry that its body stands in
//	x letter n n       entries that are still to be erased from the shared log
//
// A table has keys of one letter. So tables of records, which come in order, do not
// overlap, and none is rewritten because of another.
//
// Records are numbered from 1, without gaps in a log that grew here; readers must
// not rely on that. A store of a format above Format is not opened, one of a
// format below is brought up, in one step. In format 1 no key led to a record
// that is gone, and in format 2 no log followed another.
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
// # Following a shared log
//
// Apply is the other way for records to come: with numbers and times that are
// decided already (package replica), several at once, and with the position in the
// shared log, all or nothing. A log that follows is never appended to. Where the
// shared log lacks an entry that was erased, records may come that stand before
// others; readers see none of them until all have come.
//
// # Amending and erasing
//
// An amendment is a record like any other. Its batch also overwrites the record
// that it amends, lists that as changed, and marks that the former body may be in
// the files. So pages of any part of the log hold what is true now, and cost
// what they did. What is overwritten is visible in Pebble before it is synced;
// until then readers get what was there before (veil).
//
// Erase overwrites many records as an amendment does one, without a record that
// tells of it.
//
// Within scrubDelay, and at the start after a crash, a goroutine (scrub) compacts
// the range, which rewrites every table that has a former body and ends the
// write-ahead log that had it; the files are deleted, not recycled, and then
// the mark. What the file system or the device keeps of deleted files is
// beyond this.
//
// # Trimming, copying and building
//
// Trim removes the beginning of the log by range deletes, and notes in the same
// batch that it did. The goroutine that scrubs then compacts what is below, which
// frees the space, and goes through all keys of Append for those that lead
// nowhere now; then it removes the note. The last record always stays, so that
// no number is given twice.
//
// Copy is a checkpoint of Pebble's: the tables are shared with the copy as hard
// links, the rest is copied; then the copy gets an epoch of its own, and what was
// erased leaves it. A Builder makes a log from records at hand, and a Sorter
// sorts what does not fit in memory; both write tables, which Pebble ingests, so
// that a full disk is an error of theirs and nothing waits for space.
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
