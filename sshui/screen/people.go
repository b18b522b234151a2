package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
)

// peopleMost is how many people the list shows.
const peopleMost = 500

// A people is the list of who is here (Ctrl-O), in the place of the messages.
type people struct {
	members []room.Member
	online  int
	first   int // the row at the upper edge
}

// A peopleMsg is a message: who is here.
type peopleMsg struct {
	people people
	err    error
}

// togglePeople asks who is here, or closes the list.
func (m *model) togglePeople() {
	if m.people != nil {
		m.people = nil
		return
	}
	m.send(func() tea.Msg {
		members, online, err := m.session.People(peopleMost)
		return peopleMsg{people{members: members, online: online}, err}
	})
}

// takePeople opens the list.
func (m *model) takePeople(g peopleMsg) {
	m.display.stale = true
	if g.err != nil {
		m.showError(g.err)
		return
	}
	m.people = &g.people
}

// rows are those of the list, with a heading, and no more than there is room for.
func (p *people) rows(s *cells.Layout, height int) []string {
	list := p.list(s)
	if more := p.online - len(p.members); more > 0 {
		list = append(list, string(s.Dim.Append(nil, fmt.Sprintf("and %s more", figure(more)))))
	}
	space := max(height-1, 0)
	p.first = max(min(p.first, len(list)-space), 0)
	rows := append([]string{s.Rule(figure(p.online)+" online", s.Dim)}, list[p.first:min(p.first+space, len(list))]...)
	return rows[:min(len(rows), height)]
}

// list sets the names in as many columns as there is room for.
func (p *people) list(s *cells.Layout) []string {
	const between = 3
	names, widest := make([]string, len(p.members)), 1
	for i, who := range p.members {
		names[i] = texts.Legible(who.String())
		widest = max(widest, cells.Cells(names[i]))
	}
	columns := max((s.Width+between)/(widest+between), 1)
	list := make([][]byte, (len(names)+columns-1)/columns)
	for i, name := range names {
		b := &list[i%len(list)]
		*b = cells.MoveTo(*b, i/len(list)*(widest+between)+1)
		name, about, _ := strings.Cut(name, " ")
		*b = s.Person[room.ColorOf(p.members[i].Who)].Append(*b, name)
		*b = s.Dim.Append(append(*b, ' '), about)
	}
	rows := make([]string, len(list))
	for i, b := range list {
		rows[i] = string(b)
	}
	return rows
}
