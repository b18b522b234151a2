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
// Who is who is in the log. A credential, an ssh key or a browser, is a person of
// its own with the same id, until a record joins that person to another; then
// its id is an alias, which is resolved wherever a message is read, so that what
// it said is the other's. What must be judged in order, as who claims a name
// first, is an act: a record of its own kind, which the fold judges by the state
// and the record's time, alike on every server. Who proposes an act waits for that
// (propose.go). The tables of the state never change, so that sessions read
// them without a lock. Codes that join devices are in memory only, and of a
// credential the log has an id from which it cannot be had.
//
// A log may begin late: what is older than is kept is removed, with all that is no
// message, after a checkpoint was written that is true of it. And it may be
// interleaved with what was said elsewhere (Interleave), which gives another log,
// in which what refers to a number has its new one. So that the messages before any
// number can be counted still, their count stands in records now and then.
//
// What admins do are acts, too: moderation_propose.go proposes them,
// moderation_rules.go has the table of what the fold says of them, permission.go
// and eviction.go hold people to what holds now.
// Purged messages are hidden by the state at once, and erased from the log later
// (eraser.go); so are those that were on their way when their writer was kept from
// writing (moderation_inflight.go). Spans end in the log by its times, and for people by a clock
// that nobody sets (moderation_clock.go). The search index is beside the log and can be made anew from it:
// indexing.go fills it, search.go asks it and reads every hit in the log, and
// storage/search is it. What export and import have lines of is in room/archive.
//
// Who is here is not in the log: presence passes. Changes of it are merged to
// at most one event a second. A connection that is cut without a word stands until its
// door gives it up; from its Pulse the room knows how long that has been so (B36). What
// belongs to one person and needs no order (the name that a key is remembered by, the
// last message read, how they want a terminal) is in Memory, beside the log.
//
// Where several servers follow one log, each tells the others who is at it (Peers,
// peering.go), at once, and that it is there, every second. What they tell is merged into
// the same list (presence_elsewhere.go); nobody's coming to another server is news. Of
// two who take a name at the same moment the one with the smaller id keeps it. A
// code of /link is asked for where it was made, and what is to be done once is done by
// the server that owns it (Owns). What nobody is to do more often by going to several
// servers is counted by the one that owns the person or the address (joint_count.go); the
// budgets for reading, for joining and the like are each server's own. What other servers
// save in Memory is joined with what is saved here, choice by choice (note.go), and taken
// over by who is here (note_elsewhere.go).
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
// completion at both doors follow from the entry; the page is told the table in
// "welcome", and a "say" that begins with the word does it. So one more command is
//
//   - its entry in commands, command.go: {Word: "wave", Args: []Argument{{Kind:
//     ArgName}}, Help: "wave at somebody", work: at((*Session).wave)};
//   - its work, a method of Session in the file of what it is about (ignore.go,
//     say): func (s *Session) wave(ctx context.Context, c Call) (Receipt, error).
//     It gets in c.Args a text for each argument, "" for what was left out. Who is
//     called so, Room.find tells. It returns a refusal (refuse), or a Receipt with an
//     Answer for the visitor alone: one with nothing sends nothing under the id, and
//     the page waits. What it says for all goes by Session.say or amend, what must
//     be judged in order by Session.act (claim.go) or, of admins, order (moderation_propose.go).
//     One that waits for the log is made a work by stores instead of at, so that the
//     page does not wait for it with all else;
//   - what it stores itself, if it does: first it refuses with ErrClosing when
//     isClosing, with Session.silenced whom admins made only read, and asks mayWrite,
//     whose done it calls with how it went; one that slow mode is to hold back asks
//     paced. Then Append under commandKey(c.ID), not logKey, which is for messages; so
//     it is stored once, however often it is sent. One whose Answer tells what came of
//     it looks first whether Find has that key. Owner is Session.author. Errors of the
//     log go through asRefusal;
//   - a script in testdata/, which is played at every pair of doors by
//     go test -run TestScripts .
//
// A word that another one's Help tells of has no Help. A command of one door alone is
// an entry of the door's (Visitor.Commands) without a work: Enter hands it back
// in Receipt.Call. Those of the terminal are in sshui/client/commands.go: the
// entry in commands, and its work in Enter or, for a preference, in Settings.
//
// # The way of a new event
//
// Say that all are to see who waved at whom. The files, in the order of the way:
//
//   - record.go: a kind (kindWaved, which means the same for ever), fields of
//     entry for what it tells, and beside merged a function waved that makes the
//     Event of such a record, nil for any other.
//   - The work of the command, or whatever makes it happen: encode an entry, and
//     append it as above, or propose it (propose.go) where the fold must say whether it
//     may be.
//   - event.go: a Kind (Waved), fields of Event for what only it has, and these in
//     copied (TestCopied). A second person in it is resolved in dress, and becomes
//     another in OwnedBy.
//   - state.go: apply gets a case, which returns effect{event: s.dress(waved(rec, e))}:
//     dress gives it to the joined person. shown does the same for who comes to the
//     record by the log, long after. apply also takes in what later records are
//     judged by, and what sessions ask for; what is new in state is in checkpoints
//     by its json tag, and cloned in view. No clock, no setting. In state_test.go,
//     records writes one of every kind, and FuzzDecode lists the Kinds that come out.
//   - feed.go: nothing, but for what passes and is in no log (addLocked), as
//     Presence. Session.Next gives the event to every reader, Page does not.
//   - webui/outgoing.go: the object, with "type" and "seq", and a case in encodeEvent,
//     which makes a message of any Kind that it does not know; the object is in package
//     wire if sshui/script prints it as well. webui/stream.go, show: if scripts that
//     follow by HTTP are to get it.
//   - webui/static/connection/protocol.js: the object as a type; app.js: an entry in
//     take, by the object's type, which tells it to whom it concerns. A line for
//     all to read is reading.log.tell.
//   - It comes twice: a page comes back behind its last message, so what is behind
//     that and is no message is sent again. The page (log/reading.js) and
//     script_guests_test.go keep the highest seq of its type and pass over the rest.
//     Never self.reach with it: that is the place in the log's messages.
//   - Each door hides what ignored people do: Session.Ignores, reading.ignored.has.
//   - sshui/screen/events.go: a case in takeEvents, which calls an addWave beside
//     addPresence in scrollback.go. That adds nothing when r.newer. What is no message
//     has a field of its own in item, and in layOut a case above event == nil.
//   - sshui/plain/show.go: a case in append; lines are made by format.go. Words that
//     both forms show are made in sshui/cells/words.go.
//   - sshui/script/history.go: line, for tail, if it is to be there; text.go and json.go
//     beside it make the two forms.
//   - docs/protocol.md, and a script in testdata/. What its people see is what
//     script_guests_test.go takes from the page (webGuest.take, whose fields are in
//     web_test.go) and what the terminal's plain form shows. No script plays the
//     full screen or the page's JavaScript: a test in sshui (screen_talk_test.go),
//     and one in webui/e2e.
//
// A reader of an older program passes over the record, an older page over the object.
//
// # Goroutines and locks
//
// A room has goroutines of its own, which Open starts: one that follows the log, one
// that tells of presence, one that saves notes, one that erases purged texts, and
// where they are wanted one that fills the index and one that removes what is older
// than is kept. For moments there is another that writes a checkpoint. Close waits
// for all. Locks are leaves: none is taken under another, none is held across an
// append, a read of the log, or a send.
package room
