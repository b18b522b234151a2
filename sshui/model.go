package sshui

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/time/rate"

	"talktalktalk/room"
)

// A model is the form to talk in that has the whole screen, as bubbletea runs
// it. It pulls: what it sends for (what happens in the room, what is typed, a
// page of history) comes as a message, and it sends for more only when what
// came is on the screen. While a frame is on its way to a slow terminal nothing
// else is drawn, and what comes meanwhile is one frame.
type model struct {
	*call
	errands
	program *tea.Program
	session *room.Session
	waiting context.Context // of the errands
	absent  absence
	arrived bool // the first events are there
	opening bool // where the screen is to begin is not: nothing is drawn yet

	roll    roll
	height  int
	status  status
	people  *people // whom the list shows, nil while it is closed
	reading reading
	bell    bell
	chosen  room.Preferences // that the screen is drawn by
	pages   pages

	editor    editor
	keyboard  keyboard
	recall    recall
	completer *room.Completer
	tabs      *rate.Limiter
	amended   room.Seq // the message that the draft is to replace, 0 for none
	said      string   // on its way to the room; "" for nothing
	keys      []key    // read, not yet handled
	cut       bool     // something was left out of the draft
	ending    bool     // nothing more is typed

	canvas canvas
	wants  wants     // what to send for when all is drawn
	todo   []tea.Cmd // of the current update
	alarm  alarm

	how  room.Departure
	left bool  // on purpose
	err  error // what ended it
}

// wants is what a model sends for when it has drawn.
type wants struct{ events, keys bool }

func newModel(ctx context.Context, c *call, s *room.Session) *model {
	width, height := c.term.size()
	welcome := s.Welcome()
	m := &model{
		call: c, session: s, waiting: ctx,
		roll: roll{
			setter: setter{
				columns: columnsOf(width), links: c.term.knowsLinks(), now: c.now, who: welcome.Who,
			},
			ignores: s.Ignores,
			older:   welcome.Head > 0,
			head:    welcome.Head,
		},
		height:   height,
		status:   status{online: welcome.Online},
		reading:  reading{read: welcome.Read, active: c.now()},
		keyboard: keyboard{controls: editingControls},
		tabs:     rate.NewLimiter(tabRate, tabRate),
		wants:    wants{keys: true},
		how:      room.Lost,
	}
	m.listening()
	m.settle()
	for _, notice := range welcome.Notices {
		m.roll.add(&item{notice: notice})
	}
	return m
}

// Init sends for the first events, which are there at once if there are any,
// and for all else.
func (m *model) Init() tea.Cmd {
	m.stopClock()
	m.send(m.next)
	m.send(m.size)
	m.wakeAfter(framePause) // then an empty room is drawn
	return m.leaveTo()
}

// Update takes in what happened, and sends for what is needed next.
func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if broken := recover(); broken != nil {
			m.err, cmd = panicked(broken), tea.Quit
		}
	}()
	m.settle()
	m.take(msg)
	if m.err != nil || m.left {
		return m, tea.Quit
	}
	m.draw()
	m.ask()
	return m, m.leaveTo()
}

// settle has the screen be drawn for what the person is called and prefers now
// (B42), in the zone of B15.
func (m *model) settle() {
	p, name := m.session.Preferences(), m.session.Name()
	if p == m.chosen && name == m.roll.self {
		return
	}
	m.chosen, m.roll.self = p, name
	m.roll.zone = zoneOf(p.Zone, zoneOf(m.term.variable("TZ"), m.Server.zone))
	m.roll.palette = m.term.palette(p.Color)
	m.roll.reset()
	m.canvas.painter.forget()
}

// take takes in a message.
func (m *model) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case happened:
		m.happen(msg)
	case keyed:
		m.hear(msg)
	case learned:
		m.learn(msg)
	case turned:
		m.turn(msg)
	case gathered:
		m.gather(msg)
	case taken:
		m.amend(msg)
	case resized:
		m.resize(msg)
	case painted:
		m.hang(msg)
	case woken:
		m.wake()
	case failure:
		m.err = msg.err
	}
}

// ask sends for what is wanted, unless there is something to draw first.
func (m *model) ask() {
	if m.canvas.busy() {
		return
	}
	if m.wants.events {
		m.wants.events = false
		m.send(m.next)
	}
	if m.wants.keys && m.said == "" { // first the answer: a refusal puts the line back (B30)
		m.wants.keys = false
		m.send(m.hearOnce)
	}
}

// send sends a goroutine for something.
func (m *model) send(do func() tea.Msg) { m.todo = append(m.todo, m.errand(do)) }

// leaveTo leaves what is to be sent for to the loop.
func (m *model) leaveTo() tea.Cmd {
	todo := m.todo
	m.todo = nil
	return tea.Batch(todo...)
}

// View is empty: paint draws, and sends what it draws itself.
func (m *model) View() tea.View { return tea.View{} }
