package sshui

import (
	"context"
	"errors"

	"talktalktalk/room"

	tea "charm.land/bubbletea/v2"
)

// around is how many messages are read on either side of one that is gone to.
const around = room.PageMost / 2

// A turned is a message: a page of history has been read.
type turned struct {
	land func() // takes it in
	err  error
}

// fetch reads history, and takes it in with what read returns. One page is
// read at a time.
func (m *model) fetch(read func(ctx context.Context) (land func(), err error)) {
	if m.turning {
		return
	}
	m.turning = true
	m.send(func() tea.Msg {
		var t turned
		t.err = m.patiently(func() (err error) {
			t.land, err = read(m.waiting)
			return err
		})
		return t
	})
}

// turn takes in a page of history.
func (m *model) turn(t turned) {
	m.turning, m.reading.arriving, m.canvas.stale = false, false, true
	switch {
	case errors.Is(t.err, room.ErrClosing) || m.waiting.Err() != nil:
		m.err = t.err
	case t.err != nil:
		_, why := m.refused(t.err)
		m.tell(why, m.roll.alert, noticeTime)
	default:
		t.land()
		m.scroll(0)
	}
}

// scroll moves the screen by so many rows. What of them is beyond the roll is
// made up for when that has been read.
func (m *model) scroll(rows int) { m.owed = m.roll.scroll(m.owed+rows, m.rolled()) }

// turnAhead reads on where the screen comes near an end of the roll.
func (m *model) turnAhead() {
	older, newer := m.roll.near(m.rolled())
	if !older && !newer {
		m.owed = 0 // there is nothing to come
	}
	switch first, last := m.roll.firstSeq(), m.roll.lastSeq(); {
	case older:
		m.fetch(func(ctx context.Context) (func(), error) {
			page, err := m.session.Before(ctx, first, room.PageMost)
			return func() { m.roll.prepend(page) }, err
		})
	case newer:
		m.fetch(func(ctx context.Context) (func(), error) {
			page, err := m.session.After(ctx, last, room.PageMost)
			return func() {
				m.roll.newer = page.More
				m.roll.append(page)
				m.roll.newer = m.roll.newer || m.roll.lastSeq() < m.reading.head
			}, err
		})
	}
}

// turnTo goes to the message with a number, or the next that there is.
func (m *model) turnTo(seq room.Seq, arriving bool) {
	m.fetch(func(ctx context.Context) (func(), error) {
		before, err := m.session.Before(ctx, seq, around)
		if err != nil {
			return nil, err
		}
		after, err := m.session.After(ctx, seq-1, room.PageMost)
		return func() {
			m.roll.replace(append(before.Events, after.Events...), before.More, after.More)
			m.roll.newer = m.roll.newer || m.roll.lastSeq() < m.reading.head
			if arriving {
				m.open()
				return
			}
			m.point(seq)
		}, err
	})
}

// point shows the message with a number, and marks it (B16).
func (m *model) point(seq room.Seq) {
	it := m.roll.find(seq)
	if it == nil {
		m.tell("There is no message of that number.", m.roll.alert, noticeTime)
		return
	}
	it.called, it.rows = true, nil
	m.roll.show(it, m.rolled())
}

// turnToFirst goes to the first message ever (B17).
func (m *model) turnToFirst() {
	if !m.roll.older {
		m.roll.goTo(spot{})
		return
	}
	m.fetch(func(ctx context.Context) (func(), error) {
		page, err := m.session.After(ctx, 0, room.PageMost)
		return func() {
			m.roll.replace(page.Events, false, page.More)
			m.roll.newer = m.roll.newer || m.roll.lastSeq() < m.reading.head
			m.roll.goTo(spot{})
		}, err
	})
}

// turnToLast goes to the newest message, and follows what comes.
func (m *model) turnToLast() {
	if !m.roll.newer {
		m.roll.top = nil
		return
	}
	m.fetch(func(ctx context.Context) (func(), error) {
		page, err := m.session.Before(ctx, room.MaxSeq, room.PageMost)
		return func() {
			m.roll.replace(page.Events, page.More, false)
			m.roll.newer = m.roll.lastSeq() < m.reading.head
		}, err
	})
}
