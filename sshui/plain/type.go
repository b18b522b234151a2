package plain

import (
	"errors"
	"fmt"
	"strings"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/lineedit"
)

// full is the length of a draft that left something out.
const full = texts.MaxChars + 1

// takeInput takes in what the client has sent. The end of it is a way to leave, and
// sends what is left in the draft: input may come from a file.
func (f *form) takeInput(sent []byte, more bool) error {
	if more {
		f.keys = f.keyboard.Read(sent)
		return f.handle()
	}
	f.ending = true
	f.send()
	if f.said == "" {
		return f.leave()
	}
	return nil
}

func (f *form) leave() error {
	f.how = room.Quit
	return errLeft
}

// handle handles keys until there are none, or one of them sends the draft.
func (f *form) handle() error {
	for len(f.keys) > 0 && f.said == "" {
		k := f.keys[0]
		f.keys = f.keys[1:]
		if err := f.handleKey(k); err != nil {
			return err
		}
	}
	return nil
}

func (f *form) handleKey(k lineedit.Key) error {
	if k.Action != lineedit.ActTab && k.Action != lineedit.ActBackTab && k.Action != lineedit.ActEscape {
		f.completer = nil // any other key accepts (B28)
	}
	switch k.Action {
	case lineedit.ActText:
		f.insert(k.Text)
	case lineedit.ActNewline:
		f.insert("\n")
	case lineedit.ActEnter:
		f.send()
	case lineedit.ActErase, lineedit.ActEraseWord, lineedit.ActEraseLine:
		f.draft.Edit(k.Action)
	case lineedit.ActInterrupt:
		return f.interrupt()
	case lineedit.ActEndOfInput:
		if f.draft.Length() == 0 {
			return f.leave()
		}
	case lineedit.ActRedraw:
		f.draft.showAll()
	case lineedit.ActTab, lineedit.ActBackTab, lineedit.ActEscape:
		f.complete(k.Action)
	case lineedit.ActPasteEnd:
		f.pasted()
	case lineedit.ActPeople:
		f.submit("/who", nil)
	}
	return nil
}

// insert appends to the draft, which has an end (B21).
func (f *form) insert(text string) {
	switch all, n := f.draft.insert(text), f.draft.Length(); {
	case !all && f.told < full:
		f.told = full
		f.notice(fmt.Sprintf("a message has %d characters at most; the rest is left out", texts.MaxChars))
	case n >= client.NearlyFull && f.told < client.NearlyFull:
		f.told = client.NearlyFull
		f.notice(fmt.Sprintf("%d characters are left", texts.MaxChars-n))
	}
}

// pasted says how much a paste of several lines has made the draft (B20).
func (f *form) pasted() {
	if n := f.draft.Lines(); n > 1 {
		f.notice(fmt.Sprintf("%d lines, %d characters, Enter sends", n, f.draft.Length()))
	}
}

// interrupt is Ctrl-C: it drops the draft or, where there is none, asks once
// more.
func (f *form) interrupt() error {
	if f.draft.Length() > 0 {
		f.draft.take()
		f.told = 0
		return nil
	}
	if now := f.Now(); now.After(f.leaveBy) {
		f.leaveBy = now.Add(client.AgainTime)
		f.notice("again to leave")
		return nil
	}
	return f.leave()
}

// complete goes through the completions of the last word (B26–B28), no faster
// than fingers do: each may look at everybody who is here.
func (f *form) complete(stroke lineedit.Action) {
	if !f.tabs.Allow() {
		return
	}
	if f.completer == nil {
		f.completer = f.session.Completer()
	}
	line, caret := string(f.draft.Text), f.draft.Length()
	var found bool
	if stroke == lineedit.ActEscape {
		line, _, found = f.completer.Escape(line, caret)
	} else {
		line, _, found = f.completer.Tab(line, caret, stroke == lineedit.ActBackTab)
	}
	if found {
		f.draft.Replace(line, texts.MaxChars)
	}
}

// send enters the draft into the room. Until the answer is there nothing that
// is typed is taken in, but what happens in the room is drawn.
func (f *form) send() {
	line, cut := f.draft.take(), f.told == full
	f.told = 0
	if strings.TrimSpace(line) == "" {
		return
	}
	var err error
	if cut && (f.ending || !f.draft.echo) {
		err = client.TooLong // nobody has seen that the rest was left out
	}
	f.submit(line, err)
}

// submit enters a line into the room, unless there is an error already.
func (f *form) submit(line string, err error) {
	f.said = line
	f.work.Go(func() {
		a := client.Answer{Err: err}
		if err == nil {
			a = f.Enter(f.waiting, f.session, line, f.tellWait)
		}
		select {
		case f.answers <- a:
		case <-f.waiting.Done():
		}
	})
}

// tellWait has the form say why what was sent is not answered yet.
func (f *form) tellWait(text string) {
	select {
	case f.delays <- text:
	case <-f.waiting.Done():
	}
}

// takeAnswer takes in the room's answer, and goes on with what was typed meanwhile.
func (f *form) takeAnswer(a client.Answer) error {
	line := f.said
	f.said = ""
	switch {
	case errors.Is(a.Err, room.ErrClosing), errors.As(a.Err, new(*room.Removed)), a.Err != nil && f.ending:
		return a.Err
	case a.Err != nil:
		f.refuse(line, a.Err)
	case a.Receipt.Answer != "":
		f.notice(f.AnswerText(a.Receipt))
	case a.Receipt.Hits != nil:
		f.showFound(*a.Receipt.Hits)
	case a.Place.Seq != 0:
		f.showAround(a.Place)
	}
	if a.Receipt.Quit || f.ending {
		return f.leave()
	}
	return f.handle()
}

// refuse says why line was not taken, and puts it back (B30). Where the client
// edits its lines itself, it is shown instead.
func (f *form) refuse(line string, err error) {
	_, why := f.Explain(err)
	if !f.draft.echo {
		f.notice(why + "\nnot sent: " + line)
		return
	}
	f.notice(why)
	if f.draft.Length() == 0 { // or it was a key that asked
		f.draft.Replace(line, texts.MaxChars)
	}
}
