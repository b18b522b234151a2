package sshui

import (
	"fmt"
	"time"

	"talktalktalk/room"
)

// A reading is what the person has seen.
type reading struct {
	read     room.Seq // up to here
	head     room.Seq // of the newest message there is
	unseen   tally    // below the screen
	active   time.Time
	away     bool // the terminal is not the one that the person looks at
	arriving bool // it is not settled yet where the screen begins
	arrived  bool
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
			m.roll.self = m.session.Name()
			if !m.roll.newer {
				m.roll.gather(e.Gathering)
			}
		}
	}
	m.wants.events, m.canvas.stale = true, true
	if !m.reading.arrived {
		m.arrive()
	}
}

// hearOf takes in a message. One that is beyond what the roll may hold is read
// from the history by who goes there.
func (m *model) hearOf(e *room.Event) {
	m.reading.head = max(m.reading.head, e.Seq)
	if e.Seq <= m.roll.lastSeq() {
		return // it came with a page of history already
	}
	m.roll.newer = m.roll.newer || m.roll.isFull() && m.roll.top != nil
	if !m.roll.newer {
		m.roll.add(&item{event: e})
	}
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

// arrive opens the roll where the person left off (B12): at the end or, where
// more than a screen is new, at the line "new".
func (m *model) arrive() {
	m.reading.arrived = true
	switch first := m.absent.first; {
	case first == 0:
	case first < m.roll.firstSeq():
		m.reading.arriving = true
		m.turnTo(first, true)
	default:
		m.open()
	}
}

// open puts the line "new", and shows it if more than a screen is behind it.
func (m *model) open() {
	it, height := m.roll.find(m.absent.first), m.rolled()
	if it == nil {
		return
	}
	m.roll.divide(it)
	if !m.roll.newer && !m.roll.overflows(it, height) {
		return
	}
	it.since, it.rows = m.absent.tell(m.now(), m.roll.zone), nil
	m.roll.show(it, height)
	m.reading.unseen = tally{m.absent.messages, m.absent.mentions}
}

// read notes what the person has seen: what is in view at the end while they
// are there (B11).
func (m *model) read() {
	if !m.roll.atEnd() {
		return
	}
	m.reading.unseen = tally{}
	if m.reading.away || m.now().Sub(m.reading.active) > attention {
		return
	}
	if last := m.roll.lastSeq(); last > m.reading.read {
		m.reading.read = last
		m.session.Read(last)
	}
}

// back takes in that the person looks at the terminal again: what came
// meanwhile is new.
func (m *model) back() {
	m.reading.away = false
	if m.reading.read == 0 {
		return
	}
	for _, it := range m.roll.items {
		if it.seq() > m.reading.read && m.concerns(it.event) {
			m.roll.divide(it)
			return
		}
	}
}
