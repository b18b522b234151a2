package screen

import (
	"fmt"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/lineedit"
)

// takeInput takes in what the client has sent. The end of it is a way to leave, and
// sends what is left in the draft: input may come from a file.
func (m *model) takeInput(k inputMsg) {
	m.reading.active = m.Now()
	m.read() // who types has seen what has gone out
	m.display.stale = true
	if k.more {
		m.wants.keys = true
		m.keys = append(m.keys, m.keyboard.Read(k.sent)...)
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
		m.handleKey(k)
	}
	if len(m.keys) == 0 {
		m.keys = nil
	}
}

// handleKey does what a key says.
func (m *model) handleKey(k lineedit.Key) {
	switch k.Action {
	case lineedit.ActTab, lineedit.ActBackTab:
		m.complete(k.Action)
		return
	case lineedit.ActEscape:
		m.escape()
		return
	case lineedit.ActFocus:
		m.back()
		return
	case lineedit.ActBlur:
		m.reading.away = true
		return
	}
	m.completer = nil // any other key accepts (B28)
	m.reading.away = false
	if m.navigate(k.Action) || m.people != nil && m.browse(k.Action) {
		return
	}
	if m.found != nil && !m.found.away && m.choose(k.Action) {
		return
	}
	m.people, m.found = nil, nil
	m.edit(k)
}

// edit changes the draft, or does what ends it.
func (m *model) edit(k lineedit.Key) {
	switch k.Action {
	case lineedit.ActText:
		m.insert(k.Text)
	case lineedit.ActNewline:
		m.insert("\n")
	case lineedit.ActEnter:
		m.enter()
	case lineedit.ActInterrupt:
		m.interrupt()
	case lineedit.ActEndOfInput:
		if m.editor.Length() == 0 {
			m.leave()
			return
		}
		m.editor.Edit(lineedit.ActDelete)
	case lineedit.ActRedraw:
		m.display.renderer.forget()
	case lineedit.ActUp:
		m.upward(-1)
	case lineedit.ActDown:
		m.upward(+1)
	case lineedit.ActEditLast:
		m.editLast()
	default:
		m.editor.Edit(k.Action)
	}
}

// insert puts text into the draft, which has an end (B21).
func (m *model) insert(text string) {
	m.clearStatus()
	if !m.editor.Insert(text) {
		m.cut = true
		m.setStatus(fmt.Sprintf("a message has %s characters at most; the rest is left out", figure(texts.MaxChars)), m.scrollback.Alert, noticeTime)
	}
}

// upward is the key Up or, with +1, Down: to another row of the draft, or of
// what the person has entered before (B19).
func (m *model) upward(by int) {
	if line, ok := m.recall.Step(string(m.editor.Text), by); ok {
		m.editor.Replace(line, texts.MaxChars)
		return
	}
	m.editor.MoveRow(by, inputWidth(&m.scrollback.Layout))
}

// escape takes back what is on the screen for the moment: a completion, the
// list of people, the line "new".
func (m *model) escape() {
	switch {
	case m.completer != nil && m.complete(lineedit.ActEscape):
	case m.people != nil:
		m.people = nil
	case m.amended != 0:
		m.cancelEdit()
	case m.found != nil:
		m.backFromFound()
	default:
		m.clearStatus()
		m.scrollback.setDivider(nil)
		m.scrollback.highlight(nil)
	}
	m.completer = nil
}

// interrupt is Ctrl-C: it drops the draft or, where there is none, asks once
// more (B50).
func (m *model) interrupt() {
	again := m.status.word == leaveWord && m.Now().Before(m.status.until)
	switch {
	case m.editor.Length() > 0:
		m.cancelEdit()
	case again:
		m.leave()
	default:
		m.setStatus(leaveWord, m.scrollback.Accent, client.AgainTime)
	}
}

const leaveWord = "again to leave"
