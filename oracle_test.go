package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// An oracle knows what a log may and must hold: everything that was
// acknowledged or shown, once, and each writer's messages in their order, mended
// if that was acknowledged or shown. It watches writers that each keep a window
// of messages under way, and mend some of them.
type oracle struct {
	t       testing.TB
	writers []*writer

	mu       sync.Mutex
	shown    map[uint64]string // text by number, as it was before it was mended
	mended   map[uint64]bool   // by number: any writer was shown or told so
	stored   int               // acknowledgements in all
	progress chan struct{}     // closed and replaced with every acknowledgement

	ending  atomic.Bool   // nothing new is said
	rests   time.Duration // what a writer lets pass after a window of messages
	waits   time.Duration // before that nothing may be refused; 0 if nothing may ever
	refused int
}

// A writer says numbered messages. What has no answer when its connection
// ends it says again on the next one, under the same ids.
type writer struct {
	*oracle
	name    string
	token   string
	next    int   // number of its next message
	waiting []int // under way, oldest first
	mending int   // how many edits are under way on this connection
	sent    map[string]time.Time
	stored  map[int]uint64 // what the server called its messages
	last    []object       // what it was told that was no message
	gone    error          // why its connection ended
}

const (
	writers = 8
	window  = 8 // messages under way
	mending = 5 // of so many messages one is mended

	mended = ", mended" // what that adds to a text
)

func newOracle(t testing.TB, count int) *oracle {
	o := &oracle{t: t, shown: map[uint64]string{}, mended: map[uint64]bool{}, progress: make(chan struct{})}
	for i := range count {
		o.writers = append(o.writers, &writer{oracle: o, name: fmt.Sprintf("writer%d", i), stored: map[int]uint64{}, sent: map[string]time.Time{}})
	}
	return o
}

// write lets the writers write until their connections end.
func (o *oracle) write(s *process) (wait func()) {
	o.t.Helper()
	var work sync.WaitGroup
	for _, w := range o.writers {
		conn := dial(o.t, s)
		work.Go(func() {
			defer conn.Close()
			w.gone = w.converse(conn)
		})
	}
	return work.Wait
}

// more waits for n further acknowledgements.
func (o *oracle) more(ctx context.Context, n int) {
	o.t.Helper()
	o.mu.Lock()
	goal := o.stored + n
	o.mu.Unlock()
	for {
		o.mu.Lock()
		stored, progress := o.stored, o.progress
		o.mu.Unlock()
		if stored >= goal {
			return
		}
		select {
		case <-progress:
		case <-ctx.Done():
			o.t.Fatalf("%d of %d acknowledgements: %v", stored, goal, ctx.Err())
		}
	}
}

// errDone ends the connection of a writer who has an answer to all that was said.
var errDone = errors.New("all is answered, and nothing more is to be said")

// converse returns why the connection ended.
func (w *writer) converse(conn *websocket.Conn) error {
	w.last, w.mending = nil, 0
	if err := send(conn, object{Type: "hello", Name: w.name, Token: w.token}); err != nil {
		return err
	}
	for {
		objects, err := receive(conn)
		if err != nil {
			return err
		}
		for _, o := range objects {
			// Who cannot write any more reads on, up to the reason.
			if err := w.take(conn, o); errors.Is(err, errDone) {
				return err
			}
		}
	}
}

// take takes in one object, and says what is to be said then.
func (w *writer) take(conn *websocket.Conn, o object) error {
	switch o.Type {
	case "message", "changed":
		w.show(o)
		return nil
	case "welcome":
		w.token = o.Token
		return w.resume(conn)
	case "stored":
		if strings.HasPrefix(o.ID, mendID) {
			w.mend(o.Seq)
			w.mending--
			return w.fill(conn)
		}
		if err := w.store(conn, o); err != nil {
			return err
		}
		if w.next%window == 0 {
			time.Sleep(w.rests)
		}
		return w.fill(conn)
	case "error":
		if w.refuse(o) {
			return w.fill(conn)
		}
	}
	w.last = append(w.last, o)
	return nil
}

// refuse tells whether what had waited for long enough was refused. It is not said again.
func (w *writer) refuse(o object) bool {
	if waited := time.Since(w.sent[o.ID]); o.Code != "unavailable" || w.waits == 0 || waited < w.waits {
		w.t.Errorf("%s was refused, after %v: %+v", w.name, waited, o)
		return false
	}
	if strings.HasPrefix(o.ID, mendID) {
		w.mending--
	}
	w.waiting = slices.DeleteFunc(w.waiting, func(n int) bool { return strconv.Itoa(n) == o.ID })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused++
	return true
}

// resume says again what had no answer, in the same order.
func (w *writer) resume(conn *websocket.Conn) error {
	for _, n := range w.waiting {
		if err := w.say(conn, n); err != nil {
			return err
		}
	}
	return w.fill(conn)
}

// fill says new messages until a window of them is under way, or, at the end, none.
func (w *writer) fill(conn *websocket.Conn) error {
	if w.ending.Load() {
		if len(w.waiting) == 0 && w.mending == 0 {
			return errDone
		}
		return nil
	}
	for len(w.waiting) < window {
		w.waiting = append(w.waiting, w.next)
		w.next++
		if err := w.say(conn, w.next-1); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) say(conn *websocket.Conn, n int) error {
	w.sent[strconv.Itoa(n)] = time.Now()
	return send(conn, object{Type: "say", ID: strconv.Itoa(n), Text: w.text(n)})
}

// text is unique among all messages of all writers.
func (w *writer) text(n int) string { return fmt.Sprintf("%s says %d", w.name, n) }

// mendID begins the ids under which messages are mended.
const mendID = "m"

// store notes what a message is called, and mends some.
func (w *writer) store(conn *websocket.Conn, o object) error {
	n, err := strconv.Atoi(o.ID)
	if err != nil || o.Seq == 0 {
		w.t.Errorf("%s: %+v, want the id of a message and its number", w.name, o)
	}
	if seq, known := w.stored[n]; known && seq != o.Seq {
		w.t.Errorf("%s %d is number %d, was %d", w.name, n, o.Seq, seq)
	}
	w.stored[n] = o.Seq
	w.waiting = slices.DeleteFunc(w.waiting, func(m int) bool { return m == n })

	w.mu.Lock()
	defer w.mu.Unlock()
	w.oracle.stored++
	close(w.progress)
	w.progress = make(chan struct{})
	if n%mending > 0 {
		return nil
	}
	w.sent[mendID+o.ID] = time.Now()
	w.mending++
	return send(conn, object{Type: "edit", ID: mendID + o.ID, Seq: o.Seq, Text: w.text(n) + mended})
}

// mend notes that a message was told to be mended.
func (w *writer) mend(seq uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.oracle.mended[seq] = true
}

func (w *writer) show(o object) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, isMended := strings.CutSuffix(o.Text, mended)
	if text, known := w.shown[o.Seq]; known && text != before {
		w.t.Errorf("number %d is %q, was shown as %q", o.Seq, o.Text, text)
	}
	w.shown[o.Seq] = before
	if isMended {
		w.oracle.mended[o.Seq] = true
	}
}
