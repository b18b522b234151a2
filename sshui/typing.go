package sshui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// How the plain form answers what is typed.
const (
	againTime  = 2 * time.Second         // within which a second Ctrl-C leaves (B50)
	tabRate    = 20                      // completions a second
	nearlyFull = texts.MaxChars * 8 / 10 // length of a draft at which its end is told
	full       = texts.MaxChars + 1      // length of one that left something out
)

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
	case strokeErase, strokeEraseWord, strokeEraseLine:
		f.draft.strike(k.stroke)
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
	case strokePeople:
		f.submit("/who", nil)
	}
	return nil
}

// insert appends to the draft, which has an end (B21).
func (f *plain) insert(text string) {
	switch all, n := f.draft.insert(text), f.draft.length(); {
	case !all && f.told < full:
		f.told = full
		f.notice(fmt.Sprintf("a message has %d characters at most; the rest is left out", texts.MaxChars))
	case n >= nearlyFull && f.told < nearlyFull:
		f.told = nearlyFull
		f.notice(fmt.Sprintf("%d characters are left", texts.MaxChars-n))
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
		f.told = 0
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
		f.draft.replace(line, texts.MaxChars)
	}
}

// send enters the draft into the room. Until the answer is there nothing that
// is typed is taken in, but what happens in the room is drawn.
func (f *plain) send() {
	line, cut := f.draft.take(), f.told == full
	f.told = 0
	if strings.TrimSpace(line) == "" {
		return
	}
	var err error
	if cut && (f.ending || !f.draft.echo) {
		err = tooLong // nobody has seen that the rest was left out
	}
	f.submit(line, err)
}

// submit enters a line into the room, unless there is an error already.
func (f *plain) submit(line string, err error) {
	f.said = line
	f.work.Go(func() {
		a := answer{err: err}
		if err == nil {
			a = enter(f.waiting, f.session, line)
		}
		select {
		case f.answers <- a:
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
	case a.place.seq != 0:
		f.visit(a.place)
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
	if !f.draft.echo {
		f.notice(why + "\nnot sent: " + line)
		return
	}
	f.notice(why)
	if f.draft.length() == 0 { // or it was a key that asked
		f.draft.replace(line, texts.MaxChars)
	}
}
