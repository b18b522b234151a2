package screen

import "talktalktalk/sshui/cells"

// Below this size there is room for the input and the last message only (B49).
const (
	leastWidth  = 20
	leastHeight = 5
)

// isTiny tells whether that is so.
func (m *model) isTiny() bool { return m.scrollback.Width < leastWidth || m.height < leastHeight }

// composer is the draft as it stands in the input. It is laid out when it has
// changed, and not for each message that comes.
func (m *model) composer() composer {
	d := draft{string(m.editor.Text), m.editor.Caret, 1, m.scrollback.Width, m.scrollback.Palette}
	if !m.isTiny() {
		d.most = min(rowsMost, m.height-leastHeight+1)
	}
	if d != m.display.draft {
		m.display.draft, m.display.composer = d, layOutComposer(&m.scrollback.Layout, &m.editor, d.most)
	}
	return m.display.composer
}

// A draft is all that a composer is made of.
type draft struct {
	text    string
	caret   int
	most    int // rows
	width   int
	palette *cells.Palette
}

// scrollbackHeight is how many rows there are for messages.
func (m *model) scrollbackHeight() int { return m.above(m.composer()) }

// above is how many rows there are for messages above an input.
func (m *model) above(in composer) int {
	rows := m.height - len(in.rows)
	if !m.isTiny() {
		rows-- // the status line
	}
	return max(rows, 0)
}

// frame is what the screen is to show: messages, status line, input.
func (m *model) frame() frame {
	in := m.composer()
	f := frame{scrolling: m.above(in), left: in.left}
	f.rows = m.upper(f.scrolling)
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
		rows := m.people.rows(&m.scrollback.Layout, height)
		return append(rows, make([]string, height-len(rows))...)
	}
	if m.found != nil && !m.found.away {
		rows := m.found.rows(&m.scrollback.Layout, height)
		return append(rows, make([]string, height-len(rows))...)
	}
	rows := m.scrollback.visible(m.display.renderer.spare, height)
	if !m.scrollback.isEmpty() {
		return rows
	}
	if welcome := m.scrollback.Aside("", emptyWords, m.scrollback.Dim); len(welcome) <= height {
		copy(rows[height-len(welcome):], welcome)
	}
	return rows
}

// emptyWords stand where messages will.
const emptyWords = "Nobody has said anything yet.\nWrite the first message below: there is nothing to sign up for."
