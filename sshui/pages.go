package sshui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
)

// around is how many messages are read before one that is gone to.
const around = room.PageMost / 2

// pages is what a model reads of the history. It reads one thing at a time.
type pages struct {
	turning bool
	then    reader // what to read next; nil for nothing
	owed    int    // rows that the screen is to move when there are more
}

// A reader reads some of the history, and returns what takes it in.
type reader func() (land func(), err error)

// A turned is a message: some of the history has been read.
type turned struct {
	land func()
	err  error
}

// turnBy reads some of the history, after what is on its way. What waits for
// that already is wanted no more.
func (m *model) turnBy(read reader) {
	if m.pages.turning {
		m.pages.then = read
		return
	}
	m.pages.turning = true
	m.send(func() tea.Msg {
		var t turned
		t.err = m.patiently(func() (err error) {
			t.land, err = read()
			return err
		})
		return t
	})
}

// turn takes in some of the history.
func (m *model) turn(t turned) {
	then := m.pages.then
	m.pages.turning, m.pages.then = false, nil
	m.opening, m.canvas.stale = false, true
	switch {
	case errors.Is(t.err, room.ErrClosing):
		m.err = t.err
	case t.err != nil && m.waiting.Err() == nil:
		m.complain(t.err)
	case t.err == nil:
		t.land()
		m.scroll(0)
	}
	if then != nil {
		m.turnBy(then)
	}
}

// scroll moves the screen by so many rows. What of them is beyond the roll is
// made up for when that has been read.
func (m *model) scroll(rows int) { m.pages.owed = m.roll.scroll(m.pages.owed+rows, m.rolled()) }

// turnAhead reads on where the screen comes near an end of the roll.
func (m *model) turnAhead() {
	if m.pages.turning {
		return
	}
	first, last := m.roll.firstSeq(), m.roll.lastSeq()
	switch older, newer := m.roll.near(m.rolled()); {
	case older:
		m.turnBy(func() (func(), error) {
			page, err := m.session.Before(m.waiting, first, room.PageMost)
			return func() { m.roll.prepend(page) }, err
		})
	case newer:
		m.turnBy(func() (func(), error) {
			page, err := m.session.After(m.waiting, last, room.PageMost)
			return func() { m.roll.append(page) }, err
		})
	default:
		m.pages.owed = 0 // there is no more
	}
}

// turnTo reads the message with a number, or the next that there is, and what
// is around it; then it does something.
func (m *model) turnTo(seq room.Seq, then func()) {
	m.turnBy(func() (func(), error) {
		before, err := m.session.Before(m.waiting, seq, around)
		if err != nil {
			return nil, err
		}
		after, err := m.session.After(m.waiting, seq-1, room.PageMost)
		return func() {
			m.roll.replace(append(before.Events, after.Events...), before.More, after.More)
			then()
		}, err
	})
}

// visit shows the message with a number, and marks it (B16).
func (m *model) visit(seq room.Seq) {
	m.turnTo(seq, func() {
		it := m.roll.find(seq)
		m.roll.call(it)
		m.roll.show(it, m.rolled())
	})
}

// turnToFirst goes to the first message ever (B17).
func (m *model) turnToFirst() {
	if !m.roll.older {
		m.roll.goTo(spot{})
		return
	}
	m.turnBy(func() (func(), error) {
		page, err := m.session.After(m.waiting, 0, room.PageMost)
		return func() {
			m.roll.replace(page.Events, false, page.More)
			m.roll.goTo(spot{})
		}, err
	})
}

// turnToLast goes to the newest message, and follows what comes. Then it does
// something, unless that is nil.
func (m *model) turnToLast(then func()) {
	if then == nil {
		then = func() {}
	}
	if !m.roll.newer {
		m.roll.top = nil
		then()
		return
	}
	m.turnBy(func() (func(), error) {
		page, err := m.session.Before(m.waiting, room.MaxSeq, room.PageMost)
		return func() {
			m.roll.replace(page.Events, page.More, false)
			then()
		}, err
	})
}
