package sshui

// travel moves over the history (B17), and tells whether that was meant.
func (m *model) travel(stroke keystroke) bool {
	page := max(m.rolled()-2, 1)
	switch empty := m.editor.length() == 0; {
	case stroke == strokePeople:
		m.togglePeople()
	case m.people != nil:
		return false
	case stroke == strokePageUp:
		m.scroll(-page)
	case stroke == strokePageDown:
		m.scroll(page)
	case stroke == strokeRowUp:
		m.scroll(-1)
	case stroke == strokeRowDown:
		m.scroll(1)
	case stroke == strokeHome && empty:
		m.turnToFirst()
	case stroke == strokeEndKey && empty:
		m.turnToLast(nil)
	default:
		return false
	}
	return true
}

// browse moves over the list of people.
func (m *model) browse(stroke keystroke) bool {
	page := max(m.rolled()-2, 1)
	by, ok := map[keystroke]int{
		strokeUp: -1, strokeDown: 1, strokeRowUp: -1, strokeRowDown: 1, strokePageUp: -page, strokePageDown: page,
		strokeHome: -peopleMost, strokeEndKey: peopleMost,
	}[stroke]
	m.people.first += by
	return ok
}

// complete goes through the completions of the word left of the caret (B26–B28),
// no faster than fingers do: each may look at everybody who is here.
func (m *model) complete(stroke keystroke) bool {
	if !m.tabs.Allow() {
		return false
	}
	if m.completer == nil {
		m.completer = m.session.Completer()
	}
	line, caret, found := string(m.editor.text), m.editor.caret, false
	if stroke == strokeEscape {
		line, caret, found = m.completer.Escape(line, caret)
	} else {
		line, caret, found = m.completer.Tab(line, caret, stroke == strokeBackTab)
	}
	if found {
		m.editor.replace(line, caret)
	}
	return found
}
