package sshui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
)

// listenOnce waits for what is typed.
func (m *model) listenOnce() tea.Msg {
	select {
	case sent, more := <-m.typed:
		return keyed{sent, more}
	case <-m.waiting.Done():
		return nil
	}
}

// hear takes in what the client has sent. The end of it is a way to leave, and
// sends what is left in the draft: input may come from a file.
func (m *model) hear(k keyed) {
	m.reading.active = m.now()
	if !m.canvas.stale {
		m.read() // who types has seen what has gone out
	}
	m.canvas.stale = true
	if k.more {
		m.wants.keys = true
		m.keys = append(m.keys, m.keyboard.read(k.sent)...)
		m.handle()
		return
	}
	m.ending = true
	m.enter()
	if m.said == "" {
		m.leave()
	}
}

func (m *model) leave() { m.how, m.left = room.Quit, true }

// handle handles keys until there are none, or one of them sends the draft.
func (m *model) handle() {
	for len(m.keys) > 0 && m.said == "" && !m.left {
		k := m.keys[0]
		m.keys = m.keys[1:]
		m.strike(k)
	}
	if len(m.keys) == 0 {
		m.keys = nil
	}
}

// strike does what a key says.
func (m *model) strike(k key) {
	switch k.stroke {
	case strokeTab, strokeBackTab:
		m.complete(k.stroke)
		return
	case strokeEscape:
		m.escape()
		return
	case strokeFocus:
		m.back()
		return
	case strokeBlur:
		m.reading.away = true
		return
	}
	m.completer = nil // any other key accepts (B28)
	m.reading.away = false
	if m.travel(k.stroke) || m.people != nil && m.browse(k.stroke) {
		return
	}
	m.people = nil
	m.edit(k)
}

// edit changes the draft, or does what ends it.
func (m *model) edit(k key) {
	switch k.stroke {
	case strokeText:
		m.insert(k.text)
	case strokeNewline:
		m.insert("\n")
	case strokeEnter:
		m.enter()
	case strokeInterrupt:
		m.interrupt()
	case strokeEnd:
		if m.editor.length() == 0 {
			m.leave()
			return
		}
		m.editor.strike(strokeDelete)
	case strokeRedraw:
		m.canvas.painter.forget()
	case strokeUp:
		m.upward(-1)
	case strokeDown:
		m.upward(+1)
	case strokeEdit:
		m.takeLast()
	default:
		m.editor.strike(k.stroke)
	}
}

// insert puts text into the draft, which has an end (B21).
func (m *model) insert(text string) {
	m.hush()
	if !m.editor.insert(text) {
		m.cut = true
		m.tell(fmt.Sprintf("a message has %s characters at most; the rest is left out", figure(room.MaxChars)), m.roll.alert, noticeTime)
	}
}

// travel moves over the history (B17), and tells whether that was meant.
func (m *model) travel(stroke keystroke) bool {
	page := max(m.rolled()-2, 1)
	switch empty := m.editor.length() == 0; {
	case stroke == strokePeople:
		m.togglePeople()
	case m.people != nil:
		return false
	case stroke == strokePageUp:
		m.scroll(-page)
	case stroke == strokePageDown:
		m.scroll(page)
	case stroke == strokeRowUp:
		m.scroll(-1)
	case stroke == strokeRowDown:
		m.scroll(1)
	case stroke == strokeHome && empty:
		m.turnToFirst()
	case stroke == strokeEndKey && empty:
		m.turnToLast()
	default:
		return false
	}
	return true
}

// browse moves over the list of people.
func (m *model) browse(stroke keystroke) bool {
	page := max(m.rolled()-2, 1)
	by, ok := map[keystroke]int{
		strokeUp: -1, strokeDown: 1, strokeRowUp: -1, strokeRowDown: 1, strokePageUp: -page, strokePageDown: page,
		strokeHome: -peopleMost, strokeEndKey: peopleMost,
	}[stroke]
	m.people.first += by
	return ok
}

// upward is the key Up or, with +1, Down: to another row of the draft, or of
// what the person has entered before (B19).
func (m *model) upward(by int) {
	if line, ok := m.recall.step(string(m.editor.text), by); ok {
		m.editor.replace(line, room.MaxChars)
		return
	}
	m.editor.moveRow(by, m.roll.inputWidth())
}

// escape takes back what is on the screen for the moment: a completion, the
// list of people, the line "new".
func (m *model) escape() {
	switch {
	case m.completer != nil && m.complete(strokeEscape):
	case m.people != nil:
		m.people = nil
	case m.amended != 0:
		m.drop()
	default:
		m.hush()
		m.roll.divide(nil)
	}
	m.completer = nil
}

// complete goes through the completions of the word left of the caret (B26–B28),
// no faster than fingers do: each may look at everybody who is here.
func (m *model) complete(stroke keystroke) bool {
	if !m.tabs.Allow() {
		return false
	}
	if m.completer == nil {
		m.completer = m.session.Completer()
	}
	line, caret, found := string(m.editor.text), m.editor.caret, false
	if stroke == strokeEscape {
		line, caret, found = m.completer.Escape(line, caret)
	} else {
		line, caret, found = m.completer.Tab(line, caret, stroke == strokeBackTab)
	}
	if found {
		m.editor.replace(line, caret)
	}
	return found
}

// interrupt is Ctrl-C: it drops the draft or, where there is none, asks once
// more (B50).
func (m *model) interrupt() {
	again := m.status.word == leaveWord && m.now().Before(m.status.until)
	switch {
	case m.editor.length() > 0:
		m.drop()
	case again:
		m.leave()
	default:
		m.tell(leaveWord, m.roll.accent, againTime)
	}
}

const leaveWord = "again to leave"

// enter enters the draft into the room.
func (m *model) enter() {
	line, unseen := m.editor.clear(), m.cut && m.ending
	m.cut = false
	if strings.TrimSpace(line) == "" {
		m.amended = 0
		return
	}
	m.hush()
	m.recall.keep(line)
	m.said = line
	amended := m.amended
	m.send(func() tea.Msg {
		if unseen {
			return learned{err: tooLong} // nobody has seen that the rest was left out
		}
		return learned(m.give(line, amended))
	})
}

// learn takes in the room's answer, and goes on with what was typed meanwhile.
func (m *model) learn(l learned) {
	line, amended := m.said, m.amended
	m.said, m.amended, m.canvas.stale = "", 0, true
	switch {
	case errors.Is(l.err, room.ErrClosing), l.err != nil && m.ending:
		m.err = l.err
	case l.err != nil:
		m.amended = amended
		m.refuse(line, l.err)
	case l.receipt.Quit, m.ending:
		m.leave()
	case l.receipt.Command == commandPlain && m.session.Preferences().Plain:
		m.err = errPlain
	case l.place.seq > 0:
		m.turnTo(l.place.seq, false)
	case l.receipt.Answer != "":
		m.notice(l.receipt.Answer)
	case l.receipt.Seq > 0 && amended == 0:
		m.turnToLast() // one's own words are in view (B13)
	}
	m.handle()
}

// notice puts a word for this person alone among the messages.
func (m *model) notice(text string) {
	m.roll.self = m.session.Name()
	m.roll.reset() // the word may be about a name, or somebody who is ignored
	m.turnToLast()
	if !m.roll.newer {
		m.roll.add(&item{notice: text})
	}
}
