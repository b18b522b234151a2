package sshui

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"

	"talktalktalk/room"
)

// How long a word in the status line stays.
const noticeTime = 8 * time.Second

// A status is what the line above the input says beside who is here.
type status struct {
	online int

	word    string    // "" for nothing
	style   sgr       // of it
	until   time.Time // when it goes
	tooFast bool      // it counts down to that
}

// tell puts a word into the status line, for a while.
func (m *model) tell(word string, style sgr, lasts time.Duration) {
	m.status.word, m.status.style, m.status.tooFast = word, style, false
	m.status.until = m.now().Add(lasts)
}

// hush takes the word away.
func (m *model) hush() { m.status.word, m.status.tooFast = "", false }

// refuse says why line was not taken, and puts it back (B30).
func (m *model) refuse(line string, err error) {
	_, why := m.refused(err)
	m.editor.replace(line, room.MaxChars)
	var r *room.Refusal
	if errors.As(err, &r) && r.Code == room.CodeFlood && r.Wait > 0 {
		m.tell("", m.roll.alert, r.Wait)
		m.status.tooFast = true
		return
	}
	m.tell(why, m.roll.alert, noticeTime)
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
	name, people := room.Legible(s.self), fmt.Sprintf(" · %s online", figure(m.status.online))
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
	s, now := &m.status, m.now()
	if rest := s.until.Sub(now); rest > 0 && (s.word != "" || s.tooFast) {
		if !s.tooFast {
			m.wakeAfter(rest)
			return s.word, s.style
		}
		seconds := math.Ceil(rest.Seconds())
		m.wakeAfter(rest - time.Duration(seconds-1)*time.Second)
		return fmt.Sprintf("Too fast: try again in %.0f s", seconds), s.style
	}
	switch lines, n := m.editor.lines(), m.editor.length(); {
	case m.people != nil:
		return "Esc closes", m.roll.dim
	case m.amended != 0:
		return amendWord, m.roll.accent
	case lines > 1:
		return fmt.Sprintf("%d lines, %s characters · Enter sends", lines, figure(n)), m.roll.dim
	case n >= nearlyFull:
		return fmt.Sprintf("%s of %s", figure(n), figure(room.MaxChars)), m.roll.dim
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
