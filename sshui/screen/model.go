package screen

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/time/rate"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/lineedit"
)

// A model is the form to talk in that has the whole screen, as bubbletea runs
// it. It pulls: what it sends for (what is typed, a page of history) comes as a
// message, and so does what happens in the room; it asks for more only when what
// came is on the screen. While a slow terminal takes a frame nothing else is
// drawn, and what comes meanwhile is one frame.
//
// What happens in the room comes from follow, all other messages from the loop.
type model struct {
	*client.Client
	background
	program *tea.Program
	session *room.Session
	waiting context.Context // of what runs in the background
	more    chan struct{}   // holds one: what happens next is wanted

	updating sync.Mutex // guards all that is below

	absent  client.Unread
	arrived bool // the first events are there
	opening bool // where the screen is to begin is not: nothing is drawn yet

	scrollback  scrollback
	height      int
	status      status
	people      *people // whom the list shows, nil while it is closed
	found       *found  // what a search has found, likewise
	reading     reading
	order       client.Order
	bell        client.Bell
	chosen      room.Preferences // that the screen is drawn by
	browserZone string           // likewise
	who         string           // that the person was told they are
	loading     loading

	editor    lineedit.Editor
	keyboard  lineedit.Keyboard
	recall    lineedit.History
	completer *room.Completer
	tabs      *rate.Limiter
	amended   room.Seq       // the message that the draft is to replace, 0 for none
	said      string         // on its way to the room; "" for nothing
	keys      []lineedit.Key // read, not yet handled
	cut       bool           // something was left out of the draft
	ending    bool           // nothing more is typed

	display display
	wants   wants     // what to ask for when all is drawn
	todo    []tea.Cmd // of the current update
	timer   timer

	how  room.Departure
	left bool  // on purpose
	err  error // what ended it
}

// wants is what a model sends for when it has drawn.
type wants struct{ events, keys bool }

func newModel(ctx context.Context, c *client.Client, s *room.Session) *model {
	width, height := c.Terminal.Size()
	welcome := s.Welcome()
	m := &model{
		Client: c, session: s, waiting: ctx, more: make(chan struct{}, 1), who: s.Who(),
		scrollback: scrollback{
			Layout: cells.Layout{
				Columns: cells.NewColumns(width), Links: c.Terminal.KnowsLinks(), Now: c.Now, Who: welcome.Who,
			},
			ignores: s.Ignores,
			older:   welcome.Head > 0,
			head:    welcome.Head,
		},
		height:   height,
		status:   status{online: welcome.Online},
		reading:  reading{read: welcome.Read, active: c.Now()},
		keyboard: lineedit.Keyboard{Controls: lineedit.EditingControls},
		tabs:     rate.NewLimiter(client.TabRate, client.TabRate),
		wants:    wants{events: true, keys: true},
		how:      room.Lost,
	}
	m.Input()
	m.applyPreferences()
	for _, notice := range append(welcome.Notices, m.order.Begin(s, c.Now())...) {
		m.scrollback.add(&item{notice: notice})
	}
	return m
}

// Init sends for the first events, which are there at once if there are any,
// and for all else.
func (m *model) Init() tea.Cmd {
	m.updating.Lock()
	defer m.updating.Unlock()
	m.stopClock()
	m.send(m.follow)
	m.askForEvents()
	m.send(m.size)
	m.wakeAfter(framePause) // then an empty room is drawn
	return m.takeCommands()
}

// Update takes in what happened, and sends for what is needed next.
func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	m.updating.Lock()
	defer m.updating.Unlock()
	defer func() {
		if broken := recover(); broken != nil {
			m.err, cmd = panicked(broken), tea.Quit
		}
	}()
	m.applyPreferences()
	if m.take(msg); m.err == nil && !m.left {
		m.draw()
	}
	if m.err != nil || m.left {
		return m, tea.Quit
	}
	m.ask()
	return m, m.takeCommands()
}

// applyPreferences has the screen be drawn for what the person is called and prefers now
// (B42), in the zone of B15.
func (m *model) applyPreferences() {
	p, name := m.session.Preferences(), m.session.Name()
	who, zone := m.session.Who(), m.session.BrowserZone()
	if p == m.chosen && name == m.scrollback.Self && who == m.scrollback.Who && zone == m.browserZone {
		return
	}
	m.chosen, m.browserZone = p, zone
	m.scrollback.Self, m.scrollback.Who = name, who
	m.scrollback.Zone = m.ZoneFor(m.session)
	m.scrollback.Palette = m.Terminal.Palette(p.Color)
	m.scrollback.reset()
	m.display.renderer.forget()
}

// take takes in a message.
func (m *model) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case eventsMsg:
		m.takeEvents(msg)
	case inputMsg:
		m.takeInput(msg)
	case answerMsg:
		m.takeAnswer(msg)
	case waitMsg:
		m.takeWait(msg)
	case pageMsg:
		m.takePage(msg)
	case peopleMsg:
		m.takePeople(msg)
	case foundMsg:
		m.takeFound(msg)
	case lastMsg:
		m.takeLast(msg)
	case resizeMsg:
		m.resize(msg)
	case timerMsg:
		m.wake()
	case failureMsg:
		m.err = msg.err
	}
}

// ask sends for what is wanted, unless there is something to draw first.
func (m *model) ask() {
	if m.display.stale {
		return
	}
	m.askForEvents()
	if m.wants.keys && m.said == "" { // first the answer: a refusal puts the line back (B30)
		m.wants.keys = false
		m.send(m.waitForInput)
	}
}

// askForEvents asks for what happens next, if it is wanted.
func (m *model) askForEvents() {
	if m.wants.events {
		m.wants.events = false
		m.more <- struct{}{}
	}
}

// send sends a goroutine for something.
func (m *model) send(do func() tea.Msg) { m.todo = append(m.todo, m.command(do)) }

// takeCommands leaves what is to be sent for to the loop.
func (m *model) takeCommands() tea.Cmd {
	todo := m.todo
	m.todo = nil
	return tea.Batch(todo...)
}

// View is empty: draw writes to the terminal itself.
func (m *model) View() tea.View { return tea.View{} }
