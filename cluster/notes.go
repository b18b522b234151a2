package cluster

import (
	"bytes"
	"context"
	"sync"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// notes is the room.Memory of all servers: each reads and saves in its own store, and
// brings what was saved to the others when NATS is there. Of two notes of one
// person the one that holds for longer was saved later, so that all servers end
// with the same one, in whatever order they hear of them.
type notes struct {
	log  *Log
	own  room.Memory
	wake chan struct{} // holds one: there is something to send, or to read

	saving sync.Mutex // held while a note is compared with another and replaced

	mu     sync.Mutex
	unsent map[string]struct{} // whose notes the others may lack; at most unsentMost
	all    bool                // unsent lacks some, and all notes are compared

	telling sync.Mutex // held while changed runs
	changed func(person string)

	// For the goroutine that sends and reads.
	generation string // of the stream that the bucket belongs to; "" before it is known
	cursor     room.Seq
	news       func() // ends the hearing of them
}

// unsentMost is how many persons are remembered whose notes are to be sent; where more
// are, all notes are compared.
const unsentMost = 10_000

func newNotes(l *Log) *notes {
	return &notes{
		log: l, own: l.Store.Memory(), wake: make(chan struct{}, 1),
		unsent: map[string]struct{}{}, news: func() {},
	}
}

// Memory is what is kept of persons, at all servers.
func (l *Log) Memory() room.Memory { return l.notes }

// Load reads the own store.
func (n *notes) Load(ctx context.Context, person string) ([]byte, error) {
	return n.own.Load(ctx, person)
}

// Save saves in the own store, and does not wait for anything else. The note is kept a
// little longer than until if one is there that would be kept for longer.
func (n *notes) Save(ctx context.Context, person string, note []byte, until time.Time) error {
	n.saving.Lock()
	defer n.saving.Unlock()
	was, err := n.log.Note(ctx, person)
	if err != nil {
		return err
	}
	if !until.Truncate(time.Millisecond).After(was.Until) && was.Until.After(time.Now()) {
		until = was.Until.Add(time.Millisecond)
	}
	if err := n.own.Save(ctx, person, note, until); err != nil {
		return err
	}
	n.send(person)
	return nil
}

// send notes that the others lack the person's note.
func (n *notes) send(person string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.unsent) < unsentMost {
		n.unsent[person] = struct{}{}
	} else {
		n.all = true
	}
	wake(n.wake)
}

// takeUnsent takes some of those whose notes are to be sent.
func (n *notes) takeUnsent() (persons []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for person := range n.unsent {
		if len(persons) == notesAtOnce {
			break
		}
		persons = append(persons, person)
		delete(n.unsent, person)
	}
	return persons
}

// setAll notes whether all notes are to be compared, and returns what was noted.
func (n *notes) setAll(all bool) (was bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	was, n.all = n.all, all
	return was
}

// Watch has changed called with each person whose note another server has replaced, until
// stop, which returns when no call is under way.
func (n *notes) Watch(changed func(person string)) (stop func()) {
	set := func(f func(person string)) {
		n.telling.Lock()
		defer n.telling.Unlock()
		n.changed = f
	}
	set(changed)
	return func() { set(nil) }
}

// take takes in a note that another server has saved, if it is the later one. If
// it is the earlier one, whoever has it lacks ours.
func (n *notes) take(ctx context.Context, note replica.Note) error {
	newer, err := n.replace(ctx, note)
	if err != nil || !newer {
		return err
	}
	n.telling.Lock()
	defer n.telling.Unlock()
	if n.changed != nil {
		n.changed(note.Person)
	}
	return nil
}

func (n *notes) replace(ctx context.Context, note replica.Note) (newer bool, err error) {
	n.saving.Lock()
	defer n.saving.Unlock()
	own, err := n.log.Note(ctx, note.Person)
	switch order := compareNotes(note, own); {
	case err != nil || order == 0:
		return false, err
	case order < 0:
		n.send(note.Person)
		return false, nil
	}
	return true, n.own.Save(ctx, note.Person, note.Note, note.Until)
}

// compareNotes tells which of two notes of a person was saved later.
func compareNotes(a, b replica.Note) int {
	if order := a.Until.Compare(b.Until); order != 0 {
		return order
	}
	return bytes.Compare(a.Note, b.Note)
}
