package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/lineedit"
)

// A found is what /search has found, newest first, in the place of the messages.
// It stays while one of them is looked at in its place.
type found struct {
	hits   room.Hits // the page that came last
	query  string
	events []*room.Event
	chosen int
	first  int // the event at the upper edge
	away   bool
	asked  bool // for older ones
}

// A foundMsg is a message: older ones that a search has found.
type foundMsg struct {
	of   *found
	hits room.Hits
	err  error
}

// showFound opens the list.
func (m *model) showFound(query string, hits room.Hits) {
	m.people = nil
	m.found = &found{query: query}
	m.found.add(hits, m.session.Ignores)
}

// searchedFor is what stands behind the word of the command in a line.
func searchedFor(line string) string {
	_, query, _ := strings.Cut(line, " ")
	return query
}

// add puts a page of what was found behind what there is.
func (f *found) add(hits room.Hits, ignores func(who string) bool) {
	f.hits = hits
	for i := len(hits.Events) - 1; i >= 0; i-- {
		if e := hits.Events[i]; !ignores(e.Owner) {
			f.events = append(f.events, e)
		}
	}
}

// takeFound takes in older ones.
func (m *model) takeFound(msg foundMsg) {
	m.display.stale = true
	if msg.of.asked = false; msg.err != nil {
		m.showError(msg.err)
		return
	}
	msg.of.add(msg.hits, m.session.Ignores)
}

// choose moves over the list of what was found, or goes to the place of one,
// and tells whether that was meant.
func (m *model) choose(stroke lineedit.Action) bool {
	f := m.found
	page := max(m.scrollbackHeight()-2, 1)
	by, moves := map[lineedit.Action]int{
		lineedit.ActUp: -1, lineedit.ActDown: 1, lineedit.ActRowUp: -1, lineedit.ActRowDown: 1, lineedit.ActPageUp: -page, lineedit.ActPageDown: page,
		lineedit.ActHome: -len(f.events), lineedit.ActEnd: len(f.events),
	}[stroke]
	switch {
	case moves:
		f.chosen = max(min(f.chosen+by, len(f.events)-1), 0)
		if f.chosen == len(f.events)-1 && by > 0 {
			m.findOlder()
		}
	case stroke == lineedit.ActEnter && len(f.events) > 0:
		f.away = true
		m.goTo(f.events[f.chosen].Seq)
	default:
		return false
	}
	return true
}

// findOlder asks for older ones, if there are any.
func (m *model) findOlder() {
	f := m.found
	if !f.hits.More || f.asked || len(f.hits.Events) == 0 {
		return
	}
	f.asked = true
	before := f.hits.Events[0].Seq
	m.send(func() tea.Msg {
		hits, err := m.session.Search(m.waiting, room.Search{Query: f.query, Before: before})
		return foundMsg{f, hits, err}
	})
}

// backFromFound is Esc: back to the list, or from there to the end.
func (m *model) backFromFound() {
	if m.found.away {
		m.found.away = false
		return
	}
	m.found = nil
	m.scrollback.highlight(nil)
	m.goToLast(nil)
}

// rows are those of the list, with a heading, and no more than there is room for.
func (f *found) rows(s *cells.Layout, height int) []string {
	space := max(height-1, 0)
	f.first = max(min(f.first, f.chosen), f.chosen-space+1, 0)
	all := f.hits
	all.Events = f.events
	rows := []string{s.Rule(all.Summary(), s.Dim)}
	for i := f.first; i < min(f.first+space, len(f.events)); i++ {
		rows = append(rows, s.Hit(f.events[i], f.hits.Query.Marks(f.events[i].Text), i == f.chosen))
	}
	return rows[:min(len(rows), height)]
}

// foundWord says what the keys do.
func (m *model) foundWord() string {
	if m.found.away {
		return "Esc leads back to what was found"
	}
	if len(m.found.events) == 0 {
		return "Esc closes"
	}
	return "Enter goes there · Esc closes"
}
