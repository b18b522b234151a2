package sshui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A woken is a message: it is time to draw again.
type woken struct{}

// An alarm wakes the model once, at the earliest of the times that were asked
// for. While none is there is no goroutine for it.
type alarm struct {
	timer *time.Timer
	at    time.Time // when it goes; zero for not at all
}

// wakeAfter sends for a woken message after so long, or sooner.
func (m *model) wakeAfter(pause time.Duration) {
	at := time.Now().Add(pause)
	if !m.alarm.at.IsZero() && m.alarm.at.Before(at) {
		return
	}
	if m.alarm.timer == nil {
		m.alarm.timer = time.NewTimer(pause)
	} else {
		m.alarm.timer.Reset(pause)
	}
	if m.alarm.at.IsZero() {
		m.send(m.sleep)
	}
	m.alarm.at = at
}

// sleep waits for the alarm.
func (m *model) sleep() tea.Msg {
	select {
	case <-m.alarm.timer.C:
		return woken{}
	case <-m.waiting.Done():
		return nil
	}
}

// wake takes in that the alarm has gone.
func (m *model) wake() { m.alarm.at, m.canvas.stale = time.Time{}, true }
