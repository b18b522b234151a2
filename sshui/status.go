package sshui

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// noticeTime is how long a word stays in the status line.
const noticeTime = 8 * time.Second

// A status is what the line above the input says beside who is here.
type status struct {
	online int

	word  string // "" for nothing
	style sgr    // of it
	until time.Time
	free  time.Time // when the person may write again, who was too fast (B29)
}

// tell puts a word into the status line, for a while.
func (m *model) tell(word string, style sgr, lasts time.Duration) {
	m.status.word, m.status.style, m.status.until = word, style, m.now().Add(lasts)
}

// complain tells what went wrong.
func (m *model) complain(err error) {
	_, why := m.refused(err)
	m.tell(why, m.roll.alert, noticeTime)
}

// hush takes the word away.
func (m *model) hush() { m.status.word = "" }

// tellWait counts down to when the person may write again (B30).
func (m *model) tellWait(wait time.Duration) {
	m.hush()
	m.status.free = m.now().Add(wait)
}

// say is what there is to say for now, if there is something.
func (s *status) say(now time.Time, alert sgr) (word string, style sgr, is bool) {
	switch rest := s.free.Sub(now); {
	case s.word != "" && now.Before(s.until):
		return s.word, s.style, true
	case rest > 0:
		return fmt.Sprintf("Too fast: try again in %.0f s", math.Ceil(rest.Seconds())), alert, true
	}
	return "", upright, false
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

// statusRow is the status line: who one is, how many are here, and at the right
// a word. What does not fit goes in that order, the word last.
func (m *model) statusRow() string {
	s := &m.roll.setter
	word, style := m.word()
	word = ansi.Truncate(word, s.width, "…")
	left, space := "", s.width-cells(word)-len(gap)
	if word == "" {
		space = s.width
	}
	name, people := texts.Legible(s.self), fmt.Sprintf(" · %s online", figure(m.status.online))
	if cells(name) <= space {
		left = string(m.color().append(nil, name))
		if cells(name+people) <= space {
			left += string(s.dim.append(nil, people))
		}
	}
	if word == "" {
		return left
	}
	return string(style.append(at([]byte(left), s.width-cells(word)+1), word))
}

// color is the person's own.
func (m *model) color() sgr {
	return m.roll.person[room.ColorOf(m.session.Welcome().Who)]
}

// word is what the status line says at the right.
func (m *model) word() (string, sgr) {
	if word, style, is := m.status.say(m.now(), m.roll.alert); is {
		return word, style
	}
	switch lines, n := m.editor.lines(), m.editor.length(); {
	case m.people != nil:
		return "Esc closes", m.roll.dim
	case m.amended != 0:
		return amendWord, m.roll.accent
	case lines > 1:
		return fmt.Sprintf("%d lines, %s characters · Enter sends", lines, figure(n)), m.roll.dim
	case n >= nearlyFull:
		return fmt.Sprintf("%s of %s", figure(n), figure(texts.MaxChars)), m.roll.dim
	}
	return m.place()
}

// place says where the screen is in the history, and what is new below it.
func (m *model) place() (string, sgr) {
	switch news := m.reading.unseen; {
	case m.roll.atEnd():
		return m.hint(), m.roll.dim
	case news.messages > 0:
		return news.String() + " · End", m.roll.accent
	}
	return fmt.Sprintf("/goto %d leads here · End leads back", m.roll.topSeq()), m.roll.dim
}

// hint is what somebody new needs to know.
func (m *model) hint() string {
	if m.roll.width < alignWidth {
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
