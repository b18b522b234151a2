package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A timerMsg is a message: it is time to draw again.
type timerMsg struct{}

// A timer wakes the model once, at the earliest of the times that were asked
// for. While none is there is no goroutine for it.
type timer struct {
	timer *time.Timer
	at    time.Time // when it goes; zero for not at all
}

// wakeAfter sends for a woken message after so long, or sooner.
func (m *model) wakeAfter(pause time.Duration) {
	at := time.Now().Add(pause)
	if !m.timer.at.IsZero() && m.timer.at.Before(at) {
		return
	}
	if m.timer.timer == nil {
		m.timer.timer = time.NewTimer(pause)
	} else {
		m.timer.timer.Reset(pause)
	}
	if m.timer.at.IsZero() {
		m.send(m.sleep)
	}
	m.timer.at = at
}

// sleep waits for the alarm.
func (m *model) sleep() tea.Msg {
	select {
	case <-m.timer.timer.C:
		return timerMsg{}
	case <-m.waiting.Done():
		return nil
	}
}

// wake takes in that the alarm has gone.
func (m *model) wake() {
	m.timer.at, m.display.stale = time.Time{}, true
	for _, news := range m.order.Ended(m.session, m.Now()) {
		m.scrollback.add(&item{notice: news})
	}
}
