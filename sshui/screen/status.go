package screen

import (
	"fmt"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// noticeTime is how long a word stays in the status line.
const noticeTime = 8 * time.Second

// A status is what the line above the input says beside who is here.
type status struct {
	online int

	word  string      // "" for nothing
	style cells.Style // of it
	until time.Time
	free  time.Time // when the person may write again (B29)
	code  room.Code // why not before

	facts facts  // of the row that was made last
	row   string // which is the same for each message that comes
}

// facts are all that the status line is made of.
type facts struct {
	word    string // at the right
	style   cells.Style
	self    string
	online  int
	topic   string
	width   int
	palette *cells.Palette
}

// setStatus puts a word into the status line, for a while.
func (m *model) setStatus(word string, style cells.Style, lasts time.Duration) {
	m.status.word, m.status.style, m.status.until = word, style, m.Now().Add(lasts)
}

// showError tells what went wrong.
func (m *model) showError(err error) {
	_, why := m.Explain(err)
	m.setStatus(why, m.scrollback.Alert, noticeTime)
}

// clearStatus takes the word away.
func (m *model) clearStatus() { m.status.word = "" }

// showWait counts down to when the person may write again (B30).
func (m *model) showWait(r *room.Refusal) {
	m.clearStatus()
	m.status.free, m.status.code = m.Now().Add(r.Wait), r.Code
}

// say is what there is to say for now, if there is something.
func (s *status) say(now time.Time, alert cells.Style) (word string, style cells.Style, is bool) {
	if s.word != "" && now.Before(s.until) {
		return s.word, s.style, true
	}
	if text, is := client.Waits(s.code, s.free, now); is {
		return text, alert, true
	}
	return "", cells.Upright, false
}

// rest is how long that is true, 0 for until something happens.
func (s *status) rest(now time.Time) time.Duration {
	switch rest := s.free.Sub(now); {
	case s.word != "" && now.Before(s.until):
		return s.until.Sub(now)
	case rest > 0:
		return rest - (rest - 1).Truncate(time.Second) // to the next whole second
	}
	return 0
}

// statusRow is the status line.
func (m *model) statusRow() string {
	s := &m.scrollback.Layout
	f := facts{self: s.Self, online: m.status.online, topic: m.order.Topic, width: s.Width, palette: s.Palette}
	if f.word, f.style = m.word(); f != m.status.facts {
		m.status.facts, m.status.row = f, f.layOut(s, s.Person[room.ColorOf(s.Who)])
	}
	return m.status.row
}

// layOut makes the row: who one is, in one's own color, how many are here, and
// at the right a word. What does not fit goes in that order, the word last.
func (f *facts) layOut(s *cells.Layout, own cells.Style) string {
	word := ansi.Truncate(f.word, f.width, "…")
	left, space := "", f.width-cells.Cells(word)-len(cells.Gap)
	if word == "" {
		space = f.width
	}
	name, people := texts.Legible(f.self), fmt.Sprintf(" · %s online", figure(f.online))
	if cells.Cells(name) <= space {
		left = string(own.Append(nil, name))
		if cells.Cells(name+people) <= space {
			left += string(f.palette.Dim.Append(nil, people+f.about(s, space-cells.Cells(name+people))))
		}
	}
	if word == "" {
		return left
	}
	return string(f.style.Append(cells.MoveTo([]byte(left), f.width-cells.Cells(word)+1), word))
}

// topicLeast is how many cells a topic needs to be worth its place.
const topicLeast = 12

// about is the topic, in so many cells; "" if that is too few.
func (f *facts) about(s *cells.Layout, space int) string {
	if f.topic == "" || space < topicLeast {
		return ""
	}
	return between + s.Linked(f.topic, space-cells.Cells(between))
}

// between stands between what the status line says.
const between = " · "

// word is what the status line says at the right.
func (m *model) word() (string, cells.Style) {
	if word, style, is := m.status.say(m.Now(), m.scrollback.Alert); is {
		return word, style
	}
	switch lines, n := m.editor.Lines(), m.editor.Length(); {
	case m.people != nil:
		return "Esc closes", m.scrollback.Dim
	case m.found != nil:
		return m.foundWord(), m.scrollback.Dim
	case m.amended != 0:
		return amendWord, m.scrollback.Accent
	case m.order.Bars(m.Now()) != "":
		return m.order.Bars(m.Now()), m.scrollback.Alert
	case lines > 1:
		return fmt.Sprintf("%d lines, %s characters · Enter sends", lines, figure(n)), m.scrollback.Dim
	case n >= client.NearlyFull:
		return fmt.Sprintf("%s of %s", figure(n), figure(texts.MaxChars)), m.scrollback.Dim
	}
	return m.place()
}

// place says where the screen is in the history, and what is new below it.
func (m *model) place() (string, cells.Style) {
	switch news := m.reading.unseen; {
	case m.scrollback.atEnd():
		return m.hint(), m.scrollback.Dim
	case news.messages > 0:
		return news.String() + " · End", m.scrollback.Accent
	}
	return fmt.Sprintf("/goto %d leads here · End leads back", m.scrollback.topSeq()), m.scrollback.Dim
}

// hint is what somebody new needs to know.
func (m *model) hint() string {
	if m.scrollback.Width < cells.AlignWidth {
		return ""
	}
	return "Ctrl-O people · PgUp older · /help"
}

// figure is a number as people read it: "1,240".
func figure(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
