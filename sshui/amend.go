package sshui

import (
	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

const amendWord = "editing · Enter saves · Esc leaves it as it was"

// A taken is a message: what the person has said last.
type taken struct {
	event *room.Event // nil for nothing
	err   error
}

// takeLast asks for what the person has said last, to edit it (B25).
func (m *model) takeLast() {
	m.send(func() tea.Msg {
		e, err := m.session.Last(m.waiting)
		return taken{e, err}
	})
}

// amend puts what the person has said last into the input.
func (m *model) amend(t taken) {
	m.canvas.stale = true
	switch {
	case t.err != nil:
		m.complain(t.err)
	case t.event == nil:
		m.tell("there is nothing of yours to edit", m.roll.dim, noticeTime)
	case m.editor.length() == 0 && m.said == "":
		m.amended = t.event.Seq
		m.editor.replace(t.event.Text, texts.MaxChars)
	}
}

// give gives a line to the room: as something new, or in the place of the
// message that it amends.
func (m *model) give(line string, amended room.Seq) answer {
	if amended == 0 {
		return enter(m.waiting, m.session, line)
	}
	receipt, err := m.session.Edit(m.waiting, "", amended, line)
	return answer{receipt: receipt, err: err}
}

// drop empties the input.
func (m *model) drop() {
	m.editor.clear()
	m.cut, m.amended = false, 0
	m.hush()
}
