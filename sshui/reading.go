package sshui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
)

// A reading is what the person has seen.
type reading struct {
	read   room.Seq  // the last message
	shown  room.Seq  // the last one that has gone out, at the end of the screen
	unseen tally     // below the screen
	active time.Time // when the person was noticed last
	away   bool      // the terminal is not the one that they look at
}

// A tally counts what came while the screen did not follow.
type tally struct{ messages, mentions int }

// String is "5 new, 1 for you".
func (t tally) String() string {
	text := figure(t.messages) + " new"
	if t.mentions > 0 {
		text += fmt.Sprintf(", %s for you", figure(t.mentions))
	}
	return text
}

// count counts a message in.
func (t *tally) count(mention bool) {
	t.messages++
	if mention {
		t.mentions++
	}
}

// A happened is a message: what happened in the room.
type happened struct {
	events []*room.Event
	err    error
}

// next waits for what happens in the room.
func (m *model) next() tea.Msg {
	events, err := m.session.Next(m.waiting)
	return happened{events, err}
}

// happen takes in what happened in the room.
func (m *model) happen(h happened) {
	m.err = h.err
	for _, e := range h.events {
		switch e.Kind {
		case room.Said:
			m.hearOf(e)
		case room.Changed:
			m.roll.change(e.Message)
		case room.Presence:
			m.status.online = e.Gathering.Online
			m.roll.gather(e.Gathering)
		}
	}
	m.wants.events, m.canvas.stale = true, true
	m.arrive()
}

// hearOf takes in a message.
func (m *model) hearOf(e *room.Event) {
	m.roll.hear(e)
	if e.Seq <= m.session.Welcome().Head || !m.concerns(e) {
		return
	}
	mention := mentions(e, m.roll.self)
	if !m.roll.atEnd() {
		m.reading.unseen.count(mention)
	}
	m.canvas.bell = m.canvas.bell || m.bell.rings(m.chosen.Bell, mention, m.now())
}

// concerns tells whether a message is one of others that is not hidden.
func (m *model) concerns(e *room.Event) bool {
	return e.Owner != m.session.Welcome().Who && !m.session.Ignores(e.Owner)
}

// offer notes what is on the frame that goes out, if it shows the end.
func (m *model) offer() {
	if m.roll.atEnd() {
		m.reading.shown, m.reading.unseen = m.roll.lastSeq(), tally{}
	}
}

// read notes what the person has seen: what has gone out while they are there
// (B11).
func (m *model) read() {
	if m.reading.away || m.now().Sub(m.reading.active) > attention {
		return
	}
	if m.reading.shown > m.reading.read {
		m.reading.read = m.reading.shown
		m.session.Read(m.reading.read)
	}
}
