// Package cluster is a room.Log that several servers share: a stream in NATS JetStream
// is the log, and each server keeps a copy of all of it, which it reads. Without
// it a room has one server and knows nothing of this.
//
// # The way of a record
//
// Append makes an entry of it (entry.go) and hands it to the one goroutine that
// publishes (publish.go): groups of entries, one under way at a time, all of a group or
// nothing. The next one waits a moment for those whom the last one answers, since they may have more to
// say. Where it is not known whether a group is stored, it goes again as it was (but for
// what was refused meanwhile, after 15 s), so what one goroutine hands over keeps its order. The follower (follower.go) reads the
// stream, has the rules (rules.go) decide what each entry does, and the store keep that
// with the position behind it, in one synced batch. Then whoever proposed an entry at this
// server is told. So the answer comes when the own copy has the record, and a number is
// the message's in the stream; numbers skip where an entry was no record.
//
// A server that catches up shows nothing until it has all that the stream had when it began, so
// nobody waits for a batch: those are larger then. If that is much, a consumer of the stream
// sends it without being asked for each page (reading.go), a few pages ahead at most. All else
// is read by questions, page by page.
//
// # What decides
//
// The rules see entries in the stream's order and what the copy has, and nothing else, so
// they decide alike on every server. A key that is known is ignored. An amendment tells
// which version of the message it was made from, the entry that amended it last; of two
// the second is refused (room.ErrAmended). What erases many counts for all or for none, and
// is proposed again without those that changed. A record's time is the stream's, never
// below that of the record before.
//
// # What is erased
//
// The new form of an amended message is an entry of its own, a draft, before the
// amendment: so one body can be erased when another has come, and what stays, the
// amendments, has no text. Each server marks in its store what is to go: entries with
// keys that were known, refused drafts, and former bodies, in that order, and takes it
// out of the stream some seconds later (erase.go). Who reads the stream afterwards
// meets a missing message; its first amendment, which has its time and key, brings it back,
// and until the stream is read as far as it reached after that was missed, nothing of that is shown
// to readers. A trim removes the beginning of the stream, too, after all that was refused
// before it: so an amendment that stands there was accepted, whether the versions before
// it can be read or not. The keys of what was trimmed are free. A server that was away since before a
// trim and until that trim itself was trimmed learns it from who uses such a key again: every entry
// tells what its proposer had trimmed.
//
// # Whom a server follows
//
// The stream tells which room it is of (epoch), which stream (generation, which is in
// its subject as well, so that nothing is ever stored in another), and of a restored one
// which it replaces and how far that was followed. A server without a history follows
// any; one that has followed a stream follows that, as long as it is not shorter
// than the own position, or one that was restored from it by a server that had no less
// (trust.go). After each connection it looks whether the stream has the last of what was read of
// it (recognize.go): put back to an older state, it may have gone on from there. Otherwise it reads on, refuses to write and says why.
// Servers tell each other how far they have read it (reach.go), so that also those refuse
// that have read less than another and no more than there is; but one that comes when nobody
// is there who knows cannot know. The first server makes the stream of its history, under the same numbers (found.go); until all is there
// nobody else follows.
//
// # Whether all have the same
//
// Of each 1024 numbers of the stream every server counts the records in its store, sums up hashes of
// their numbers and keys, and of which entries amended them, and tells that to the others (audit.go): what was read last,
// the newest, unfinished ones too, and hourly all. What has been read and shown, and nothing of it trimmed, is the same
// for ever, whatever was amended or erased since; and so are the amendments, of two servers of which
// each had read whatever the other one tells of. So who finds a difference has found a
// fault, of a disk or of this program. It is written into the stream, and all servers
// refuse to write, but go on to follow, until the stream is restored from one of them
// (difference.go). The others take over what that has: records that they lack, and its
// keys, and they remove what stands at numbers where it has none. Bodies are not read for that: of a former one
// nothing may stay, no hash either, and Pebble has checksums of its own.
//
// # Beside the log
//
// Who is where, codes of /link, and what is counted together go between the servers on
// plain subjects (peers.go), of which NATS keeps nothing: package room has the protocol.
//
// What is kept of persons (room.Memory, notes.go) each server reads and saves in its own
// store, at once, and brings to a key-value bucket, which all others read: later, if NATS
// is not there. Of two notes the room says what they are together. The bucket belongs to a stream and is on as
// many NATS servers; who makes it or starts fills in what it lacks. Notes have no text of
// messages, and of each person the bucket has the last one only, for as long as that is kept.
package cluster
