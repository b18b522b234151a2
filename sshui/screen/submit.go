package screen

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

// enter enters the draft into the room.
func (m *model) enter() {
	line, unseen := m.editor.Clear(), m.cut && m.ending
	m.cut = false
	if strings.TrimSpace(line) == "" {
		m.amended = 0
		return
	}
	m.clearStatus()
	m.recall.Add(line)
	m.said = line
	amended := m.amended
	m.send(func() tea.Msg {
		if unseen {
			return answerMsg{Err: client.TooLong} // nobody has seen that the rest was left out
		}
		return answerMsg(m.submit(line, amended))
	})
}

// An answerMsg is a message: what came of a line.
type answerMsg client.Answer

// A waitMsg is a message: why there is no answer yet.
type waitMsg string

// tellWait has the screen say why what was sent is not answered yet. It is called
// while the goroutine that waits for the answer is there.
func (m *model) tellWait(text string) {
	if _, todo := m.Update(waitMsg(text)); todo != nil {
		m.program.Send(tea.BatchMsg{todo})
	}
}

// takeWait says why there is no answer yet, until there is one.
func (m *model) takeWait(w waitMsg) {
	m.display.stale = true
	m.setStatus(string(w), m.scrollback.Alert, waitTime)
}

// waitTime is longer than anything waits for its answer.
const waitTime = time.Minute

// takeAnswer takes in the room's answer, and goes on with what was typed meanwhile.
func (m *model) takeAnswer(l answerMsg) {
	line, amended := m.said, m.amended
	m.said, m.amended, m.display.stale = "", 0, true
	m.clearStatus() // perhaps that it waits
	switch {
	case errors.Is(l.Err, room.ErrClosing), errors.As(l.Err, new(*room.Removed)), l.Err != nil && m.ending:
		m.err = l.Err
	case l.Err != nil:
		m.amended = amended
		m.refuse(line, l.Err)
	case l.Receipt.Quit, m.ending:
		m.leave()
	case l.Done == client.CommandPlain && m.session.Preferences().Plain:
		m.err = ErrPlain
	case l.Place.Seq > 0:
		m.goTo(l.Place.Seq)
	case l.Receipt.Hits != nil:
		m.showFound(searchedFor(line), *l.Receipt.Hits)
	case l.Receipt.Answer != "":
		m.answer(l.Receipt)
	case l.Receipt.Seq > 0 && amended == 0:
		m.goToLast(nil) // one's own words are in view (B13)
		if r := m.order.Pause(m.session); r != nil {
			m.showWait(r)
		}
	}
	m.handle()
}

// answer shows what came of a command; of /link with a picture for a camera.
func (m *model) answer(r room.Receipt) {
	it := &item{notice: m.AnswerText(r)}
	if r.Code != "" {
		it.picture = m.LinkPage(r.Code)
	}
	m.scrollback.reset() // the word may be about somebody who is ignored
	m.goToLast(func() { m.scrollback.add(it) })
}

// refuse says why line was not taken, and puts it back (B30).
func (m *model) refuse(line string, err error) {
	m.editor.Replace(line, texts.MaxChars)
	var r *room.Refusal
	if errors.As(err, &r) && r.Wait > 0 {
		if _, counts := client.Waits(r.Code, m.Now().Add(r.Wait), m.Now()); counts {
			m.showWait(r)
			return
		}
	}
	if r != nil && m.order.Barred != nil && r.Code == m.order.Barred.Code && m.order.Bars(m.Now()) != "" {
		m.clearStatus() // it stands there
		return
	}
	m.showError(err)
}
