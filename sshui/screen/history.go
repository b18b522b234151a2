package screen

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
)

// around is how many messages are read before one that is gone to.
const around = room.PageMost / 2

// loading is what a model reads of the history. It reads one thing at a time.
type loading struct {
	active bool
	next   reader // what to read next; nil for nothing
	owed   int    // rows that the screen is to move when there are more
}

// A reader reads some of the history, and returns what takes it in.
type reader func() (land func(), err error)

// A pageMsg is a message: some of the history has been read.
type pageMsg struct {
	land func()
	err  error
}

// load reads some of the history, after what is on its way. What waits for
// that already is wanted no more.
func (m *model) load(read reader) {
	if m.loading.active {
		m.loading.next = read
		return
	}
	m.loading.active = true
	m.send(func() tea.Msg {
		var t pageMsg
		t.err = m.Patiently(func() (err error) {
			t.land, err = read()
			return err
		})
		return t
	})
}

// takePage takes in some of the history.
func (m *model) takePage(t pageMsg) {
	then := m.loading.next
	m.loading.active, m.loading.next = false, nil
	m.opening, m.display.stale = false, true
	switch {
	case errors.Is(t.err, room.ErrClosing):
		m.err = t.err
	case t.err != nil && m.waiting.Err() == nil:
		m.showError(t.err)
	case t.err == nil:
		t.land()
		m.scroll(0)
	}
	if then != nil {
		m.load(then)
	}
}

// scroll moves the screen by so many rows. What of them is beyond the roll is
// made up for when that has been read.
func (m *model) scroll(rows int) {
	m.loading.owed = m.scrollback.scroll(m.loading.owed+rows, m.scrollbackHeight())
}

// loadAhead reads on where the screen, with so many rows of messages, comes near
// an end of the roll.
func (m *model) loadAhead(height int) {
	if m.loading.active {
		return
	}
	first, last := m.scrollback.firstSeq(), m.scrollback.lastSeq()
	switch older, newer := m.scrollback.near(height); {
	case older:
		m.load(func() (func(), error) {
			page, err := m.session.Before(m.waiting, first, room.PageMost)
			return func() { m.scrollback.prepend(page) }, err
		})
	case newer:
		m.load(func() (func(), error) {
			page, err := m.session.After(m.waiting, last, room.PageMost)
			return func() { m.scrollback.append(page) }, err
		})
	default:
		m.loading.owed = 0 // there is no more
	}
}

// loadAround reads the message with a number, or the next that there is, and what
// is around it; then it does something.
func (m *model) loadAround(seq room.Seq, then func()) {
	m.load(func() (func(), error) {
		before, err := m.session.Before(m.waiting, seq, around)
		if err != nil {
			return nil, err
		}
		after, err := m.session.After(m.waiting, seq-1, room.PageMost)
		return func() {
			m.scrollback.replace(append(before.Events, after.Events...), before.More, after.More)
			then()
		}, err
	})
}

// goTo shows the message with a number, and marks it (B16).
func (m *model) goTo(seq room.Seq) {
	m.loadAround(seq, func() {
		it := m.scrollback.find(seq)
		m.scrollback.highlight(it)
		m.scrollback.show(it, m.scrollbackHeight())
	})
}

// goToFirst goes to the first message ever (B17).
func (m *model) goToFirst() {
	if !m.scrollback.older {
		m.scrollback.goTo(spot{})
		return
	}
	m.load(func() (func(), error) {
		page, err := m.session.After(m.waiting, 0, room.PageMost)
		return func() {
			m.scrollback.replace(page.Events, false, page.More)
			m.scrollback.goTo(spot{})
		}, err
	})
}

// goToLast goes to the newest message, and follows what comes. Then it does
// something, unless that is nil.
func (m *model) goToLast(then func()) {
	if then == nil {
		then = func() {}
	}
	if !m.scrollback.newer {
		m.scrollback.top = nil
		then()
		return
	}
	m.load(func() (func(), error) {
		page, err := m.session.Before(m.waiting, room.MaxSeq, room.PageMost)
		return func() {
			m.scrollback.replace(page.Events, page.More, false)
			then()
		}, err
	})
}
