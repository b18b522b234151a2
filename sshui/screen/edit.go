package screen

import (
	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

const amendWord = "editing · Enter saves · Esc leaves it as it was"

// A lastMsg is a message: what the person has said last.
type lastMsg struct {
	event *room.Event // nil for nothing
	err   error
}

// editLast asks for what the person has said last, to edit it (B25).
func (m *model) editLast() {
	m.send(func() tea.Msg {
		e, err := m.session.Last(m.waiting)
		return lastMsg{e, err}
	})
}

// takeLast puts what the person has said last into the input.
func (m *model) takeLast(t lastMsg) {
	m.display.stale = true
	switch {
	case t.err != nil:
		m.showError(t.err)
	case t.event == nil:
		m.setStatus("there is nothing of yours to edit", m.scrollback.Dim, noticeTime)
	case m.editor.Length() == 0 && m.said == "":
		m.amended = t.event.Seq
		m.editor.Replace(t.event.Text, texts.MaxChars)
	}
}

// submit gives a line to the room: as something new, or in the place of the
// message that it amends.
func (m *model) submit(line string, amended room.Seq) client.Answer {
	if amended == 0 {
		return m.Enter(m.waiting, m.session, line, m.tellWait)
	}
	defer m.session.Waiting(m.tellWait)()
	receipt, err := m.session.Edit(m.waiting, "", amended, line)
	return client.Answer{Receipt: receipt, Err: err}
}

// cancelEdit empties the input.
func (m *model) cancelEdit() {
	m.editor.Clear()
	m.cut, m.amended = false, 0
	m.clearStatus()
}
