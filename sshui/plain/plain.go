package plain

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/lineedit"
)

// A form is the form to talk in that only appends (B52). One goroutine, that
// of run, owns all of it; others wait for the room and the client on its
// behalf, one at a time each, and it asks again only after drawing.
type form struct {
	*client.Client
	session   *room.Session
	formatter formatter
	draft     draft
	chosen    room.Preferences // that the form draws by
	absent    client.Unread
	order     client.Order
	goesOn    bool     // the person was on the screen until now
	divided   bool     // the line "new" is drawn
	opened    bool     // the history is drawn
	history   room.Seq // up to here nothing rings
	bell      client.Bell
	lastKey   time.Time // when the last key was
	newest    room.Seq  // message that is drawn
	keyboard  lineedit.Keyboard
	keys      []lineedit.Key // read, not yet handled
	completer *room.Completer
	tabs      *rate.Limiter
	leaveBy   time.Time // until when a second Ctrl-C leaves
	said      string    // on its way to the room; "" for nothing
	ending    bool      // nothing more is typed
	who       string    // that the person was told they are
	told      int       // length of the draft that was last told; full for no room
	how       room.Departure

	waiting context.Context // of those who wait on the form's behalf
	work    sync.WaitGroup
	typed   <-chan []byte
	arrived chan arrival
	answers chan client.Answer
	delays  chan string // why there is no answer yet
}

type arrival struct {
	events []*room.Event
	err    error
}

// errLeft ends run when the person has left.
var errLeft = errors.New("the person has left")

// Run has somebody who has joined talk by lines, and returns the exit code.
// With paste a terminal that can is asked to mark what is pasted, by an escape
// sequence; the form has no other. With goesOn the person was on the screen until now.
func Run(c *client.Client, s *room.Session, paste, goesOn bool) int {
	f := newPlain(c, s)
	f.goesOn = goesOn
	return f.talk(paste)
}

func (f *form) talk(paste bool) int {
	defer f.Stdout.Flush()
	if paste && f.Terminal.IsReal() && !f.Terminal.IsDumb() {
		f.write(client.PasteOn)
		defer f.write(client.PasteOff)
	}
	err := f.stay()
	f.draft.withdraw()
	switch {
	case errors.Is(err, errLeft):
		return client.ExitDone
	case errors.Is(err, room.ErrClosing):
		f.notice(f.Goodbye())
		return client.ExitLater
	}
	return f.Conclude(err)
}

func newPlain(c *client.Client, s *room.Session) *form {
	f := &form{
		Client:   c,
		session:  s,
		who:      s.Who(),
		draft:    draft{out: c.Stdout, echo: c.Terminal.IsReal()},
		keyboard: lineedit.Keyboard{Controls: lineedit.Controls},
		tabs:     rate.NewLimiter(client.TabRate, client.TabRate),
		how:      room.Lost,
		history:  s.Welcome().Head,
		typed:    c.Input(),
		arrived:  make(chan arrival),
		answers:  make(chan client.Answer),
		delays:   make(chan string),
	}
	f.formatter.width, f.draft.width = f.width, f.width
	switch {
	case !c.Terminal.IsReal():
		f.keyboard.Controls = lineedit.CookedControls
	case c.Terminal.IsDumb():
		f.keyboard.Controls = lineedit.DumbControls
	}
	return f
}

// width is that of the terminal, 0 without one.
func (f *form) width() int {
	if !f.Terminal.IsReal() {
		return 0
	}
	columns, _ := f.Terminal.Size()
	return columns
}

// stay runs the form. When it returns, nobody asks the session anything any
// more, and it has left.
func (f *form) stay() error {
	var cancel context.CancelFunc
	f.waiting, cancel = context.WithCancel(f.Context)
	defer func() {
		cancel()
		f.work.Wait()
		f.session.Leave(f.how)
	}()
	return f.run()
}

// run draws and listens until the person leaves or the room closes.
func (f *form) run() error {
	f.applyPreferences()
	begin := f.greet
	if f.goesOn {
		begin = f.goOn
	}
	if err := begin(); err != nil {
		return err
	}
	f.waitForEvents()
	for {
		f.draft.show()
		if err := f.Stdout.Flush(); err != nil {
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
			f.noteKey()
			err = f.takeInput(sent, more)
		case a := <-f.answers:
			err = f.takeAnswer(a)
		case text := <-f.delays:
			f.notice(text)
		case <-f.waiting.Done():
			return f.waiting.Err()
		}
		if err != nil {
			return err
		}
		f.applyPreferences()
	}
}

// waitForEvents waits for what happens in the room.
func (f *form) waitForEvents() {
	f.work.Go(func() {
		events, err := f.session.Next(f.waiting)
		select {
		case f.arrived <- arrival{events, err}:
		case <-f.waiting.Done():
		}
	})
}

// print writes whole lines above the draft.
func (f *form) print(lines []byte) {
	if len(lines) > 0 {
		f.draft.withdraw()
		f.write(string(lines))
	}
}

// write leaves it to the next flush to tell what went wrong.
func (f *form) write(text string) { _, _ = f.Stdout.WriteString(text) }

func (f *form) notice(text string) {
	f.print(f.formatter.appendNotice(nil, text))
}
