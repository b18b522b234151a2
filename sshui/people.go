package sshui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// peopleMost is how many people the list shows.
const peopleMost = 500

// A people is the list of who is here (Ctrl-O), in the place of the messages.
type people struct {
	members []room.Member
	online  int
	first   int // the row at the upper edge
}

// A gathered is a message: who is here.
type gathered struct {
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
		return gathered{people{members: members, online: online}, err}
	})
}

// gather opens the list.
func (m *model) gather(g gathered) {
	m.canvas.stale = true
	if g.err != nil {
		m.complain(g.err)
		return
	}
	m.people = &g.people
}

// rows are those of the list, with a heading, and no more than there is room for.
func (p *people) rows(s *setter, height int) []string {
	list := p.list(s)
	if more := p.online - len(p.members); more > 0 {
		list = append(list, string(s.dim.append(nil, fmt.Sprintf("and %s more", figure(more)))))
	}
	space := max(height-1, 0)
	p.first = max(min(p.first, len(list)-space), 0)
	rows := append([]string{s.rule(figure(p.online)+" online", s.dim)}, list[p.first:min(p.first+space, len(list))]...)
	return rows[:min(len(rows), height)]
}

// list sets the names in as many columns as there is room for.
func (p *people) list(s *setter) []string {
	const between = 3
	names, widest := make([]string, len(p.members)), 1
	for i, who := range p.members {
		names[i] = texts.Legible(who.String())
		widest = max(widest, cells(names[i]))
	}
	columns := max((s.width+between)/(widest+between), 1)
	list := make([][]byte, (len(names)+columns-1)/columns)
	for i, name := range names {
		b := &list[i%len(list)]
		*b = at(*b, i/len(list)*(widest+between)+1)
		name, about, _ := strings.Cut(name, " ")
		*b = s.person[room.ColorOf(p.members[i].Who)].append(*b, name)
		*b = s.dim.append(append(*b, ' '), about)
	}
	rows := make([]string, len(list))
	for i, b := range list {
		rows[i] = string(b)
	}
	return rows
}
