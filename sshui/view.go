package sshui

// Below this size there is room for the input and the last message only (B49).
const (
	leastWidth  = 20
	leastHeight = 5
)

// isTiny tells whether that is so.
func (m *model) isTiny() bool { return m.roll.width < leastWidth || m.height < leastHeight }

// sheet is the draft as it stands in the input.
func (m *model) sheet() sheet {
	most := 1
	if !m.isTiny() {
		most = min(rowsMost, m.height-leastHeight+1)
	}
	return m.roll.sheet(&m.editor, most)
}

// rolled is how many rows there are for messages.
func (m *model) rolled() int { return m.above(m.sheet()) }

// above is how many rows there are for messages above an input.
func (m *model) above(in sheet) int {
	rows := m.height - len(in.rows)
	if !m.isTiny() {
		rows-- // the status line
	}
	return max(rows, 0)
}

// frame is what the screen is to show: messages, status line, input.
func (m *model) frame() frame {
	in := m.sheet()
	f := frame{rolled: m.above(in), left: in.left}
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
		return append(rows, make([]string, height-len(rows))...)
	}
	rows := m.roll.sight(height)
	if welcome := m.roll.aside("", emptyWords, m.roll.dim); m.roll.isEmpty() && len(welcome) <= height {
		copy(rows[height-len(welcome):], welcome)
	}
	return rows
}

// emptyWords stand where messages will.
const emptyWords = "Nobody has said anything yet.\nWrite the first message below: there is nothing to sign up for."
