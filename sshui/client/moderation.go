package client

import (
	"fmt"
	"math"
	"time"

	"talktalktalk/room"
)

// An Order follows what admins do, for somebody at a terminal (B39). The zero
// value has to Begin.
type Order struct {
	room.Order
	who string
}

// Begin returns what there is to tell somebody who comes.
func (o *Order) Begin(s *room.Session) (lines []string) {
	o.Order, o.who = s.Order(-1), s.Who()
	if o.Topic != "" {
		lines = append(lines, "the topic: "+o.Topic)
	}
	if o.Barred != nil {
		lines = append(lines, o.Barred.Text)
	} else {
		lines = append(lines, o.general()...)
	}
	return lines
}

// News returns what there is to tell since. Who did something knows it already.
func (o *Order) News(s *room.Session) (lines []string) {
	who := s.Who()
	before := o.Order
	if now := s.Order(before.Version); now.Version != before.Version || who != o.who {
		o.Order, o.who = now, who
	} else {
		return nil
	}
	for _, a := range o.Acts {
		if a.Who != who {
			lines = append(lines, a.Text)
		}
	}
	if s.Admin() {
		return lines
	}
	if o.Topic != before.Topic && o.Topic != "" {
		lines = append(lines, "the topic now, by "+o.TopicBy+": "+o.Topic)
	}
	switch {
	case o.Barred != nil:
		lines = append(lines, o.Barred.Text)
	case before.Barred != nil:
		lines = append(lines, "you can write again")
	case o.Locked != before.Locked || o.Slow != before.Slow:
		lines = append(lines, o.general()...)
		if !o.Locked && before.Locked {
			lines = append(lines, "the room is no longer locked")
		}
		if o.Slow == 0 && before.Slow > 0 {
			lines = append(lines, "the slow mode is over")
		}
	}
	return lines
}

// general is what holds for everybody.
func (o *Order) general() (lines []string) {
	if o.Locked {
		lines = append(lines, "the room is locked: who has not written before only reads")
	}
	if o.Slow > 0 {
		lines = append(lines, "slow mode: one message in "+room.SpanText(o.Slow)+" from each")
	}
	return lines
}

// waits are the words before the time after which one may write again.
var waits = map[room.Code]string{
	room.CodeFlood:  "Too fast: try again in ",
	room.CodeSlow:   "Slow mode: write again in ",
	room.CodeMuted:  "You are muted: write again in ",
	room.CodeLocked: "The room is locked: write again in ",
}

// Waits is what somebody is told who may write again at the time until, and was
// refused with that code; false if there is nothing to count down.
func Waits(code room.Code, until, now time.Time) (text string, is bool) {
	words, is := waits[code]
	rest := until.Sub(now)
	switch {
	case !is || rest <= 0:
		return "", false
	case code == room.CodeFlood:
		return words + fmt.Sprintf("%.0f s", math.Ceil(rest.Seconds())), true
	}
	return words + room.LeftText(rest), true
}
