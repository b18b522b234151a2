package cluster

import (
	"bytes"
	"context"
	"sync"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// notes is the room.SharedMemory of all servers: each reads and saves in its own store,
// and brings what was saved to the others when NATS is there. What two notes of one
// person are together, the room says, so that all servers end with the same one,
// in whatever order they hear of them.
type notes struct {
	log  *Log
	own  room.Memory
	wake chan struct{} // holds one: there is something to send, or to read

	saving sync.Mutex               // held while a note is joined with another and replaced
	join   func(a, b []byte) []byte // nil before Watch; until then nothing is exchanged

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

// Save saves in the own store, and does not wait for anything else. The note is joined
// with what another server has saved meanwhile, and kept for as long as that.
func (n *notes) Save(ctx context.Context, person string, note []byte, until time.Time) error {
	_, saved, err := n.save(ctx, replica.Note{Person: person, Note: note, Until: until})
	if err != nil {
		return err
	}
	n.send(person)
	if !bytes.Equal(saved.Note, note) {
		n.tell(person)
	}
	return nil
}

// save joins a note with that of the own store, and returns what that had, and has now.
func (n *notes) save(ctx context.Context, note replica.Note) (own, saved replica.Note, err error) {
	n.saving.Lock()
	defer n.saving.Unlock()
	if own, err = n.log.Note(ctx, note.Person); err != nil {
		return own, own, err
	}
	note.Until = note.Until.Truncate(time.Millisecond) // as it is stored
	if saved = note; n.join != nil && own.Until.After(time.Now()) {
		saved.Note = n.join(own.Note, note.Note)
		saved.Until = latest(own.Until, note.Until)
		if bytes.Equal(saved.Note, own.Note) && saved.Until.Equal(own.Until) {
			return own, saved, nil
		}
	}
	return own, saved, n.own.Save(ctx, saved.Person, saved.Note, saved.Until)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
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

// Watch begins the exchange, as room.SharedMemory says.
func (n *notes) Watch(join func(a, b []byte) []byte, changed func(person string)) (stop func()) {
	n.saving.Lock()
	n.join = join
	n.saving.Unlock()
	set := func(f func(person string)) {
		n.telling.Lock()
		defer n.telling.Unlock()
		n.changed = f
	}
	set(changed)
	wake(n.wake)
	return func() { set(nil) }
}

// watched tells whether the exchange has begun.
func (n *notes) watched() bool {
	n.saving.Lock()
	defer n.saving.Unlock()
	return n.join != nil
}

// take takes in a note that another server has saved. Where the own one says more, the
// other server lacks it.
func (n *notes) take(ctx context.Context, note replica.Note) error {
	own, saved, err := n.save(ctx, note)
	if err != nil {
		return err
	}
	if !bytes.Equal(saved.Note, note.Note) || saved.Until.After(note.Until) {
		n.send(note.Person)
	}
	if !bytes.Equal(saved.Note, own.Note) {
		n.tell(note.Person)
	}
	return nil
}

// tell tells the room that a person's note is another than it has saved.
func (n *notes) tell(person string) {
	n.telling.Lock()
	defer n.telling.Unlock()
	if n.changed != nil {
		n.changed(person)
	}
}
