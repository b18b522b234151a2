// Package room is the chat room itself: what is said, by whom, and who is here.
//
// # The model
//
// The room is a log. Everything that lasts is appended to it, and what the
// room is, is what the log adds up to. The room follows its log, folds each
// record into its state, and keeps the newest events in a ring, the feed.
// Readers are places in the feed and nothing more:
//
//	line typed ─▶ Session.Enter ─▶ Log.Append ───────────┐
//	               (text, limits)   (order, durability)  │
//	screen     ◀─ Session.Next ◀─ feed ◀─ fold ◀─ Log.Follow
//	                     └──── Log.After, when the ring no longer reaches back
//
// A newcomer is a hundred messages behind, a returning browser what it missed,
// a slow terminal what it has not drawn: one piece of code. No reader has a
// queue, so no reader's slowness is anybody else's.
//
// # What is promised
//
// Shown means synced: an event reaches a reader after it is on disk, and
// Enter answers after it is on disk. All readers see one order, the log's. A
// reader of any speed gets every message once.
//
// The log decides. The fold sees the records and nothing else: no clock, no
// randomness, no settings. So every server that follows the same log has the
// same state, whichever checkpoint it began from. A checkpoint is a record as
// well: the state, and the number it is true of, so that a start reads the end
// of the log only. Records of unknown kinds, erased or damaged ones are passed
// over.
//
// What is said can be edited and deleted (B25). Then the log has one record more,
// which tells who did it, and in the same step the message's own record gets its
// new form. So every page, of whatever part of the history, shows what is true
// now without looking elsewhere, nothing has to be kept in memory for it, and the
// former text is nowhere any more. Of two changes to one message made at once
// the log decides: the second is judged by what the first has left. Readers who
// were shown the message are shown the change; readers who come back are told of
// the changes to what they have.
//
// Who is here is not in the log: presence passes. Changes of it are merged to
// at most one event a second. What belongs to one person and needs no order
// (the name that a key is remembered by, the last message read, how they want
// a terminal) is in Memory, beside the log.
//
// # Who may know whom
//
// The room knows no door and no store. Both doors and the store import it;
// limits, names, commands, completion and refusals live here once, so that
// both doors speak the same words. What both write on their wires is in package
// wire.
//
// # Adding a command
//
// All of a command stands in its entry of the table in command.go: the word, the
// arguments by kind (argument.go), who may use it, the line of /help, and its
// work. Usage lines, refusals of what lacks an argument or a rank, /help, and
// completion at both doors follow from the entry; the page gets the table in
// "welcome". So one more command is
//
//   - its entry in commands, command.go;
//   - its work, a method of Session beside what it is about (ignore.go, say): it
//     gets a Call with one text for each argument, "" for what was left out, and
//     returns a Receipt: an Answer for the visitor alone, with a Seq what was
//     stored for all; or a *Refusal. What is stored under Call.ID is stored once,
//     however often it is sent (last.go shows how);
//   - a script in testdata/, which is played at every pair of doors.
//
// A word of a pair that another one's line of /help tells of has no Help. A command of one door alone
// is an entry of the door's (Visitor.Commands), without a work: Enter hands it
// back in Receipt.Call, and sshui/client/commands.go carries it out.
//
// # Goroutines and locks
//
// A room has three goroutines of its own, one that follows the log, one that
// tells of presence and one that saves notes, and for moments another that
// writes a checkpoint; Close waits for all. Locks are leaves: none is taken under another, none is held
// across an append, a read of the log, or a send.
package room
