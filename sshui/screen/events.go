package screen

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// A reading is what the person has seen.
type reading struct {
	read   room.Seq  // the last message
	shown  room.Seq  // the last one that has gone out, at the end of the screen
	unseen counter   // below the screen
	active time.Time // when the person was noticed last
	away   bool      // the terminal is not the one that they look at
}

// A counter counts what came while the screen did not follow.
type counter struct{ messages, mentions int }

// String is "5 new, 1 for you".
func (t counter) String() string {
	text := figure(t.messages) + " new"
	if t.mentions > 0 {
		text += fmt.Sprintf(", %s for you", figure(t.mentions))
	}
	return text
}

// count counts a message in.
func (t *counter) count(mention bool) {
	t.messages++
	if mention {
		t.mentions++
	}
}

// An eventsMsg is a message: what happened in the room.
type eventsMsg struct {
	events []*room.Event
	err    error
}

// follow takes in what happens in the room, and draws it, as long as the program
// runs. It does not leave that to the loop: with a message of the loop's for the
// events and another for the frame, seven goroutines had to be woken one after
// the other for each line that somebody says, in each session. It is one here.
func (m *model) follow() tea.Msg {
	for {
		select {
		case <-m.more:
		case <-m.waiting.Done():
			return nil
		}
		events, err := m.session.Next(m.waiting)
		if m.waiting.Err() != nil {
			return nil
		}
		if _, todo := m.Update(eventsMsg{events, err}); todo != nil {
			m.program.Send(tea.BatchMsg{todo})
		}
	}
}

// takeEvents takes in what happened in the room.
func (m *model) takeEvents(h eventsMsg) {
	m.err = h.err
	for _, news := range m.order.News(m.session, m.Now()) {
		m.scrollback.add(&item{notice: news})
	}
	for _, e := range h.events {
		switch e.Kind {
		case room.Said:
			m.noteEvent(e)
		case room.Changed:
			m.scrollback.change(e.Message)
		case room.Turned:
			m.noteTurn()
		case room.Merged:
			m.scrollback.own(e.Merge)
		case room.Purged:
			m.scrollback.purge(e.Purge)
		case room.Presence:
			m.status.online = e.PresenceChanges.Online
			m.scrollback.addPresence(e.PresenceChanges)
		}
	}
	m.wants.events, m.display.stale = true, true
	m.arrive()
}

// noteTurn says who one is now, if that is another than before (/link, /unlink).
func (m *model) noteTurn() {
	now := m.session.Identity()
	if now.Who == m.who {
		return
	}
	m.who = now.Who
	m.scrollback.add(&item{notice: "you are " + now.Name + " now"})
}

// noteEvent takes in a message.
func (m *model) noteEvent(e *room.Event) {
	m.scrollback.addMessage(e)
	if e.Seq <= m.session.Welcome().Head || !m.concerns(e) {
		return
	}
	mention := cells.HasMention(e, m.scrollback.Self)
	if !m.scrollback.atEnd() {
		m.reading.unseen.count(mention)
	}
	m.display.bell = m.display.bell || m.bell.Rings(m.chosen.Bell, mention, m.Now())
}

// concerns tells whether a message is one of others that is not hidden.
func (m *model) concerns(e *room.Event) bool {
	return e.Owner != m.session.Who() && !m.session.Ignores(e.Owner)
}

// notePlace notes what is on the frame that goes out, if it shows the end.
func (m *model) notePlace() {
	if m.scrollback.atEnd() {
		m.reading.shown, m.reading.unseen = m.scrollback.lastSeq(), counter{}
	}
}

// read notes what the person has seen: what has gone out while they are there
// (B11).
func (m *model) read() {
	if m.reading.away || m.Now().Sub(m.reading.active) > client.Attention {
		return
	}
	if m.reading.shown > m.reading.read {
		m.reading.read = m.reading.shown
		m.session.Read(m.reading.read)
	}
}
