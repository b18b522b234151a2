package sshui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
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

// gather asks who is here, or closes the list.
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
		_, why := m.refused(g.err)
		m.tell(why, m.roll.alert, noticeTime)
		return
	}
	m.people = &g.people
}

// rows are those of the list, in as many columns as there is room for.
func (p *people) rows(s *setter, height int) []string {
	const between = 3
	names, widest := make([]string, len(p.members)), 1
	for i, who := range p.members {
		names[i] = room.Legible(who.String())
		widest = max(widest, cells(names[i]))
	}
	columns := max((s.width+between)/(widest+between), 1)
	deep := (len(names) + columns - 1) / columns
	list := make([]string, deep)
	for i, name := range names {
		row, column := i%deep, i/deep
		b := []byte(list[row])
		if column > 0 {
			b = at(b, column*(widest+between)+1)
		}
		own, about, _ := strings.Cut(name, " ")
		b = s.person[room.ColorOf(p.members[i].Who)].append(b, own)
		list[row] = string(s.dim.append(append(b, ' '), about))
	}
	if more := p.online - len(names); more > 0 {
		list = append(list, string(s.dim.append(nil, fmt.Sprintf("and %s more", figure(more)))))
	}
	head := s.rule(fmt.Sprintf("%s online", figure(p.online)), s.dim)
	space := max(height-1, 0)
	p.first = max(min(p.first, len(list)-space), 0)
	rows := append([]string{head}, list[p.first:min(p.first+space, len(list))]...)
	return rows
}
