package sshui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"talktalktalk/room"
)

// How the plain form begins and asks.
const (
	recentUsual = 20              // messages of history where there is no screen to fill
	recentLess  = 4               // rows of a screen that are not for history
	againTime   = 2 * time.Second // within which a second Ctrl-C leaves (B50)
	nearlyFull  = room.MaxChars * 8 / 10
	tabRate     = 20      // completions a second
	readMost    = 1 << 10 // bytes typed that are taken in at once
)

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
	keyboard  keyboard
	keys      []key // read, not yet handled
	completer *room.Completer
	tabs      *rate.Limiter
	leaveBy   time.Time // until when a second Ctrl-C leaves
	said      string    // on its way to the room; "" for nothing
	ending    bool      // nothing more is typed
	how       room.Departure

	waiting context.Context // of those who wait on the form's behalf
	work    sync.WaitGroup
	typed   chan []byte
	arrived chan arrival
	answers chan answer
}

type arrival struct {
	events []*room.Event
	err    error
}

type answer struct {
	receipt room.Receipt
	err     error
}

// errLeft ends run when the person has left.
var errLeft = errors.New("the person has left")

// plain lets the visitor in to talk, and returns the exit code. With paste a
// terminal that can is asked to mark what is pasted, by an escape sequence; the
// form has no other.
func (c *call) plain(paste bool) int {
	kind, tty := c.peer.terminal.isReal()
	v := c.visitor
	v.Recent = recentUsual
	if _, height := c.peer.terminal.size(); tty {
		v.Recent = min(max(height-recentLess, 1), room.Backlog)
	}
	s, err := c.room.Join(c.ctx, v)
	if err != nil {
		return c.conclude(err)
	}
	f := newPlain(c, s, tty)
	defer c.out.Flush()
	if paste && tty && kind != "" && kind != "dumb" {
		f.write(pasteOn)
		defer f.write(pasteOff)
	}
	err = f.stay()
	f.draft.withdraw()
	switch {
	case errors.Is(err, errLeft):
		return exitDone
	case errors.Is(err, room.ErrClosing):
		f.notice(f.goodbye())
		return exitLater
	}
	return c.conclude(err)
}

func newPlain(c *call, s *room.Session, tty bool) *plain {
	width := func() int {
		if !tty {
			return 0
		}
		columns, _ := c.peer.terminal.size()
		return columns
	}
	return &plain{
		call:     c,
		session:  s,
		scroll:   scroll{zone: zoneOf(c.peer.terminal.variable("TZ"), c.Server.zone), width: width},
		draft:    draft{out: c.out, echo: tty, width: width},
		keyboard: keyboard{cooked: !tty},
		tabs:     rate.NewLimiter(tabRate, tabRate),
		how:      room.Lost,
		typed:    make(chan []byte),
		arrived:  make(chan arrival),
		answers:  make(chan answer),
	}
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
	f.greet()
	f.peer.work.Go(f.listen)
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
			err = f.hear(sent, more)
		case a := <-f.answers:
			err = f.learn(a)
		case <-f.waiting.Done():
			return f.waiting.Err()
		}
		if err != nil {
			return err
		}
	}
}

func (f *plain) greet() {
	w := f.session.Welcome()
	f.notice(fmt.Sprintf("%s: you are %s, %d here. /help lists the commands, /quit leaves.", f.opts.Title, w.Name, w.Online))
	for _, n := range w.Notices {
		f.notice(n)
	}
}

// listen hands on what the client sends. It ends with the channel, since
// nothing else interrupts a read. A channel that was closed reads like input
// that has ended: only a client that answers has ended it on purpose.
func (f *plain) listen() {
	for {
		sent := make([]byte, readMost)
		n, err := f.sess.Read(sent)
		if n > 0 {
			select {
			case f.typed <- sent[:n]:
			case <-f.waiting.Done():
				return
			}
		}
		if err != nil {
			break
		}
	}
	if _, err := f.sess.SendRequest(keepaliveRequest, true, nil); err == nil {
		close(f.typed)
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

// arrive draws what has happened, and asks for more.
func (f *plain) arrive(a arrival) error {
	if a.err != nil {
		return a.err
	}
	var b []byte
	for _, e := range a.events {
		switch e.Kind {
		case room.Said:
			b = f.scroll.appendMessage(b, e)
		case room.Presence:
			b = f.scroll.appendGathering(b, e.Gathering, f.session.Name())
		}
	}
	f.await()
	f.print(b)
	return nil
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

// hear takes in what the client has sent. The end of it is a way to leave, and
// sends what is left in the draft: input may come from a file.
func (f *plain) hear(sent []byte, more bool) error {
	if more {
		f.keys = f.keyboard.read(sent)
		return f.handle()
	}
	f.ending = true
	f.send()
	if f.said == "" {
		return f.leave()
	}
	return nil
}

func (f *plain) leave() error {
	f.how = room.Quit
	return errLeft
}

// handle handles keys until there are none, or one of them sends the draft.
func (f *plain) handle() error {
	for len(f.keys) > 0 && f.said == "" {
		k := f.keys[0]
		f.keys = f.keys[1:]
		if err := f.strike(k); err != nil {
			return err
		}
	}
	return nil
}

func (f *plain) strike(k key) error {
	if k.stroke != strokeTab && k.stroke != strokeBackTab && k.stroke != strokeEscape {
		f.completer = nil // any other key accepts (B28)
	}
	switch k.stroke {
	case strokeText:
		f.insert(k.text)
	case strokeNewline:
		f.insert("\n")
	case strokeEnter:
		f.send()
	case strokeErase:
		f.draft.erase()
	case strokeEraseWord:
		f.draft.eraseWord()
	case strokeEraseLine:
		f.draft.eraseLine()
	case strokeInterrupt:
		return f.interrupt()
	case strokeEnd:
		if f.draft.length() == 0 {
			return f.leave()
		}
	case strokeRedraw:
		f.draft.showAll()
	case strokeTab, strokeBackTab, strokeEscape:
		f.complete(k.stroke)
	case strokePasteEnd:
		f.pasted()
	}
	return nil
}

// insert appends to the draft, which has an end (B21).
func (f *plain) insert(text string) {
	before := f.draft.length()
	if !f.draft.insert(text) {
		f.notice(fmt.Sprintf("a message has %d characters at most; the rest is left out", room.MaxChars))
	} else if after := f.draft.length(); before < nearlyFull && after >= nearlyFull {
		f.notice(fmt.Sprintf("%d characters are left", room.MaxChars-after))
	}
}

// pasted says how much a paste of several lines has made the draft (B20).
func (f *plain) pasted() {
	if n := f.draft.lines(); n > 1 {
		f.notice(fmt.Sprintf("%d lines, %d characters, Enter sends", n, f.draft.length()))
	}
}

// interrupt is Ctrl-C: it drops the draft or, where there is none, asks once
// more.
func (f *plain) interrupt() error {
	if f.draft.length() > 0 {
		f.draft.take()
		return nil
	}
	if now := f.now(); now.After(f.leaveBy) {
		f.leaveBy = now.Add(againTime)
		f.notice("again to leave")
		return nil
	}
	return f.leave()
}

// complete goes through the completions of the last word (B26–B28), no faster
// than fingers do: each may look at everybody who is here.
func (f *plain) complete(stroke keystroke) {
	if !f.tabs.Allow() {
		return
	}
	if f.completer == nil {
		f.completer = f.session.Completer()
	}
	line, caret := string(f.draft.text), f.draft.length()
	var found bool
	if stroke == strokeEscape {
		line, _, found = f.completer.Escape(line, caret)
	} else {
		line, _, found = f.completer.Tab(line, caret, stroke == strokeBackTab)
	}
	if found {
		f.draft.replace(line)
	}
}

// send enters the draft into the room. Until the answer is there nothing that
// is typed is taken in, but what happens in the room is drawn.
func (f *plain) send() {
	line := f.draft.take()
	if strings.TrimSpace(line) == "" {
		return
	}
	f.said = line
	f.work.Go(func() {
		receipt, err := f.session.Enter(f.waiting, "", line)
		select {
		case f.answers <- answer{receipt, err}:
		case <-f.waiting.Done():
		}
	})
}

// learn takes in the room's answer, and goes on with what was typed meanwhile.
func (f *plain) learn(a answer) error {
	line := f.said
	f.said = ""
	switch {
	case errors.Is(a.err, room.ErrClosing), a.err != nil && f.ending:
		return a.err
	case a.err != nil:
		f.refuse(line, a.err)
	case a.receipt.Answer != "":
		f.notice(a.receipt.Answer)
	}
	if a.receipt.Quit || f.ending {
		return f.leave()
	}
	return f.handle()
}

// refuse says why line was not taken, and puts it back (B30). Where the client
// edits its lines itself, it is shown instead.
func (f *plain) refuse(line string, err error) {
	_, why := f.refused(err)
	if f.keyboard.cooked {
		f.notice(why + "\nnot sent: " + line)
		return
	}
	f.notice(why)
	f.draft.replace(line)
}
