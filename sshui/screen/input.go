package screen

import tea "charm.land/bubbletea/v2"

// An inputMsg is a message: what was typed, or with false that nothing more is.
type inputMsg struct {
	sent []byte
	more bool
}

// waitForInput waits for what is typed.
func (m *model) waitForInput() tea.Msg {
	select {
	case sent, more := <-m.Typed:
		return inputMsg{sent, more}
	case <-m.waiting.Done():
		return nil
	}
}
