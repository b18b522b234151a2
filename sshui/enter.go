package sshui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

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

// A learned is a message: what came of a line.
type learned answer

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
		m.visit(l.place.seq)
	case l.receipt.Answer != "":
		m.notice(l.receipt.Answer)
	case l.receipt.Seq > 0 && amended == 0:
		m.turnToLast(nil) // one's own words are in view (B13)
	}
	m.handle()
}

// notice puts a word for this person alone among the messages.
func (m *model) notice(text string) {
	m.roll.reset() // the word may be about somebody who is ignored
	m.turnToLast(func() { m.roll.add(&item{notice: text}) })
}

// refuse says why line was not taken, and puts it back (B30).
func (m *model) refuse(line string, err error) {
	m.editor.replace(line, texts.MaxChars)
	var r *room.Refusal
	if errors.As(err, &r) && r.Code == room.CodeFlood && r.Wait > 0 {
		m.tellWait(r.Wait)
		return
	}
	m.complain(err)
}
