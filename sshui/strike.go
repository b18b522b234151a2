package sshui

import (
	"fmt"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// hear takes in what the client has sent. The end of it is a way to leave, and
// sends what is left in the draft: input may come from a file.
func (m *model) hear(k keyed) {
	m.reading.active = m.now()
	m.read() // who types has seen what has gone out
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
		m.tell(fmt.Sprintf("a message has %s characters at most; the rest is left out", figure(texts.MaxChars)), m.roll.alert, noticeTime)
	}
}

// upward is the key Up or, with +1, Down: to another row of the draft, or of
// what the person has entered before (B19).
func (m *model) upward(by int) {
	if line, ok := m.recall.step(string(m.editor.text), by); ok {
		m.editor.replace(line, texts.MaxChars)
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
		m.roll.call(nil)
	}
	m.completer = nil
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
