package sshui

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"talktalktalk/room"
)

// readMost is how many bytes typed are taken in at once.
const readMost = 1 << 10

// Bracketed paste tells a multi-line paste from lines that are typed (B20).
const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// A plain is the form to talk in that only appends (B52). One goroutine, that
// of run, owns all of it; others wait for the room and the client on its
// behalf, one at a time each, and it asks again only after drawing.
type plain struct {
	*call
	session   *room.Session
	scroll    scroll
	draft     draft
	chosen    room.Preferences // that the form draws by
	absent    absence
	goesOn    bool     // the person was on the screen until now
	divided   bool     // the line "new" is drawn
	opened    bool     // the history is drawn
	history   room.Seq // up to here nothing rings
	bell      bell
	struck    time.Time // when the last key was
	newest    room.Seq  // message that is drawn
	keyboard  keyboard
	keys      []key // read, not yet handled
	completer *room.Completer
	tabs      *rate.Limiter
	leaveBy   time.Time // until when a second Ctrl-C leaves
	said      string    // on its way to the room; "" for nothing
	ending    bool      // nothing more is typed
	told      int       // length of the draft that was last told; full for no room
	how       room.Departure

	waiting context.Context // of those who wait on the form's behalf
	work    sync.WaitGroup
	typed   <-chan []byte
	arrived chan arrival
	answers chan answer
}

type arrival struct {
	events []*room.Event
	err    error
}

type answer struct {
	receipt room.Receipt
	place   surrounding // of /goto
	err     error
}

// errLeft ends run when the person has left.
var errLeft = errors.New("the person has left")

// talk has somebody who has joined talk by lines, and returns the exit code.
// With paste a terminal that can is asked to mark what is pasted, by an escape
// sequence; the form has no other.
func (f *plain) talk(paste bool) int {
	defer f.out.Flush()
	if paste && f.term.isReal() && !f.term.isDumb() {
		f.write(pasteOn)
		defer f.write(pasteOff)
	}
	err := f.stay()
	f.draft.withdraw()
	switch {
	case errors.Is(err, errLeft):
		return exitDone
	case errors.Is(err, room.ErrClosing):
		f.notice(f.goodbye())
		return exitLater
	}
	return f.conclude(err)
}

func newPlain(c *call, s *room.Session) *plain {
	f := &plain{
		call:     c,
		session:  s,
		draft:    draft{out: c.out, echo: c.term.isReal()},
		keyboard: keyboard{controls: controls},
		tabs:     rate.NewLimiter(tabRate, tabRate),
		how:      room.Lost,
		history:  s.Welcome().Head,
		typed:    c.listening(),
		arrived:  make(chan arrival),
		answers:  make(chan answer),
	}
	f.scroll.width, f.draft.width = f.width, f.width
	switch {
	case !c.term.isReal():
		f.keyboard.controls = cookedControls
	case c.term.isDumb():
		f.keyboard.controls = dumbControls
	}
	return f
}

// width is that of the terminal, 0 without one.
func (f *plain) width() int {
	if !f.term.isReal() {
		return 0
	}
	columns, _ := f.term.size()
	return columns
}

// stay runs the form. When it returns, nobody asks the session anything any
// more, and it has left.
func (f *plain) stay() error {
	var cancel context.CancelFunc
	f.waiting, cancel = context.WithCancel(f.ctx)
	defer func() {
		cancel()
		f.work.Wait()
		f.session.Leave(f.how)
	}()
	return f.run()
}

// run draws and listens until the person leaves or the room closes.
func (f *plain) run() error {
	f.settle()
	begin := f.greet
	if f.goesOn {
		begin = f.goOn
	}
	if err := begin(); err != nil {
		return err
	}
	f.await()
	for {
		f.draft.show()
		if err := f.out.Flush(); err != nil {
			return err
		}
		typed := f.typed
		if f.said != "" {
			typed = nil // first the answer: a refusal puts the line back (B30)
		}
		var err error
		select {
		case a := <-f.arrived:
			err = f.arrive(a)
		case sent, more := <-typed:
			f.attend()
			err = f.hear(sent, more)
		case a := <-f.answers:
			err = f.learn(a)
		case <-f.waiting.Done():
			return f.waiting.Err()
		}
		if err != nil {
			return err
		}
		f.settle()
	}
}

// await waits for what happens in the room.
func (f *plain) await() {
	f.work.Go(func() {
		events, err := f.session.Next(f.waiting)
		select {
		case f.arrived <- arrival{events, err}:
		case <-f.waiting.Done():
		}
	})
}

// print writes whole lines above the draft.
func (f *plain) print(lines []byte) {
	if len(lines) > 0 {
		f.draft.withdraw()
		f.write(string(lines))
	}
}

// write leaves it to the next flush to tell what went wrong.
func (f *plain) write(text string) { _, _ = f.out.WriteString(text) }

func (f *plain) notice(text string) {
	f.print(f.scroll.appendNotice(nil, text))
}
