package sshui

// Below this size there is room for the input and the last message only (B49).
const (
	leastWidth  = 20
	leastHeight = 5
)

// isTiny tells whether that is so.
func (m *model) isTiny() bool { return m.roll.width < leastWidth || m.height < leastHeight }

// inputRows is how many rows the input may have.
func (m *model) inputRows() int {
	if m.isTiny() {
		return 1
	}
	return min(rowsMost, m.height-leastHeight+1)
}

// rolled is how many rows are left for messages.
func (m *model) rolled() int {
	used := len(m.roll.sheet(&m.editor, m.inputRows()).rows)
	if !m.isTiny() {
		used++ // the status line
	}
	return max(m.height-used, 0)
}

// frame is what the screen is to show: messages, status line, input.
func (m *model) frame() frame {
	in := m.roll.sheet(&m.editor, m.inputRows())
	f := frame{rolled: m.rolled(), left: in.left}
	f.rows = m.upper(f.rolled)
	if !m.isTiny() {
		f.rows = append(f.rows, m.statusRow())
	}
	f.caret = len(f.rows) + in.caret
	f.rows = append(f.rows, in.rows...)
	return f
}

// upper is what stands above the status line.
func (m *model) upper(height int) []string {
	if m.people != nil {
		rows := m.people.rows(&m.roll.setter, height)
		return append(rows, make([]string, max(height-len(rows), 0))...)[:height]
	}
	rows := m.roll.sight(height)
	if m.isTiny() {
		return rows
	}
	m.turnAhead()
	return rows
}
