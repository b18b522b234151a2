package screen

import "talktalktalk/sshui/lineedit"

// navigate moves over the history (B17), and tells whether that was meant.
func (m *model) navigate(stroke lineedit.Action) bool {
	page := max(m.scrollbackHeight()-2, 1)
	switch empty := m.editor.Length() == 0; {
	case stroke == lineedit.ActPeople:
		m.togglePeople()
	case m.people != nil, m.found != nil && !m.found.away:
		return false
	case stroke == lineedit.ActPageUp:
		m.scroll(-page)
	case stroke == lineedit.ActPageDown:
		m.scroll(page)
	case stroke == lineedit.ActRowUp:
		m.scroll(-1)
	case stroke == lineedit.ActRowDown:
		m.scroll(1)
	case stroke == lineedit.ActHome && empty:
		m.goToFirst()
	case stroke == lineedit.ActEnd && empty:
		m.goToLast(nil)
	default:
		return false
	}
	return true
}

// browse moves over the list of people.
func (m *model) browse(stroke lineedit.Action) bool {
	page := max(m.scrollbackHeight()-2, 1)
	by, ok := map[lineedit.Action]int{
		lineedit.ActUp: -1, lineedit.ActDown: 1, lineedit.ActRowUp: -1, lineedit.ActRowDown: 1, lineedit.ActPageUp: -page, lineedit.ActPageDown: page,
		lineedit.ActHome: -peopleMost, lineedit.ActEnd: peopleMost,
	}[stroke]
	m.people.first += by
	return ok
}

// complete goes through the completions of the word left of the caret (B26–B28),
// no faster than fingers do: each may look at everybody who is here.
func (m *model) complete(stroke lineedit.Action) bool {
	if !m.tabs.Allow() {
		return false
	}
	if m.completer == nil {
		m.completer = m.session.Completer()
	}
	line, caret, found := string(m.editor.Text), m.editor.Caret, false
	if stroke == lineedit.ActEscape {
		line, caret, found = m.completer.Escape(line, caret)
	} else {
		line, caret, found = m.completer.Tab(line, caret, stroke == lineedit.ActBackTab)
	}
	if found {
		m.editor.Replace(line, caret)
	}
	return found
}
