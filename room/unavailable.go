package room

import (
	"errors"
	"sync"
	"time"
)

// An Unavailable is an ErrUnavailable whose cause visitors may read.
type Unavailable struct {
	Why string // a clause: "the other machines of this room do not answer"
}

func (u *Unavailable) Error() string { return ErrUnavailable.Error() + ": " + u.Why }

func (u *Unavailable) Unwrap() error { return ErrUnavailable }

// whyUnavailable is the cause where none is told.
const whyUnavailable = "the server's disk does not take it"

// unavailable refuses what cannot be stored, and tells whether err has a cause that
// was told.
func unavailable(err error) (*Refusal, bool) {
	var u *Unavailable
	why, told := whyUnavailable, errors.As(err, &u)
	if told {
		why = u.Why
	}
	return refuse(CodeUnavailable, "Nothing can be stored at the moment: %s. Your text is kept; try again later.", why), told
}

// toldAfter is how long something of a person may be under way before they are told
// that it waits, and why.
const (
	toldAfter = 2250 * time.Millisecond
	lookAgain = 250 * time.Millisecond // while the log does not say why
)

// A delay is that of what a session has under way.
type delay struct {
	mu   sync.Mutex
	n    int  // under way
	told bool // that they wait
}

// Waiting is for a door that waits for something to be stored: if that takes
// long and the log says why, tell is called with a sentence for the person, from a
// goroutine of its own; once for all that is under way. It is over when done returns.
func (s *Session) Waiting(tell func(text string)) (done func()) {
	d := &s.delay
	d.mu.Lock()
	d.n++
	d.mu.Unlock()
	var telling sync.WaitGroup
	telling.Add(1)
	over := make(chan struct{})
	late := time.AfterFunc(toldAfter, func() {
		defer telling.Done()
		if why := s.room.whyWaiting(over); why != "" && d.tell() {
			tell(why)
		}
	})
	return func() {
		close(over)
		if !late.Stop() {
			telling.Wait()
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.n--; d.n == 0 {
			d.told = false
		}
	}
}

// tell tells whether it is to be told now.
func (d *delay) tell() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	first := !d.told
	d.told = true
	return first
}

// whyWaiting is what those are told who wait, as soon as the log says why: what it has may
// be younger than what the person waits for. "" if that is over before.
func (r *Room) whyWaiting(over <-chan struct{}) string {
	for {
		var u *Unavailable
		if errors.As(r.log.Writable(), &u) {
			return "Waiting: " + u.Why + "."
		}
		select {
		case <-over:
			return ""
		case <-time.After(lookAgain):
		}
	}
}
