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
	who   string
	until time.Time // Barred holds; zero for ever
}

// take takes in what holds now.
func (o *Order) take(order room.Order, who string, now time.Time) {
	o.Order, o.who, o.until = order, who, time.Time{}
	if r := order.Barred; r != nil && r.Wait > 0 {
		o.until = now.Add(r.Wait)
	}
}

// Begin returns what there is to tell somebody who comes.
func (o *Order) Begin(s *room.Session, now time.Time) (lines []string) {
	o.take(s.Order(-1), s.Who(), now)
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
func (o *Order) News(s *room.Session, at time.Time) (lines []string) {
	who := s.Who()
	before := o.Order
	if now := s.Order(before.Version); now.Version != before.Version || who != o.who {
		o.take(now, who, at)
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
		lines = append(lines, againText)
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

// againText tells somebody who was kept from writing.
const againText = "you can write again"

// Ended returns what there is to tell when what kept somebody from writing is
// over by itself: something else may hold then.
func (o *Order) Ended(s *room.Session, now time.Time) []string {
	if o.Barred == nil || o.until.IsZero() || now.Before(o.until) {
		return nil
	}
	version := o.Version
	o.take(s.Order(-1), o.who, now)
	o.Version = version // what was done since is told yet
	if o.Barred != nil {
		return []string{o.Barred.Text}
	}
	return []string{againText}
}

// Bars is why somebody may not write now, and how long yet, which comes first
// since what is behind it may be cut; "" if they may.
func (o *Order) Bars(now time.Time) string {
	switch rest := o.until.Sub(now); {
	case o.Barred == nil, !o.until.IsZero() && rest <= 0:
		return ""
	case o.until.IsZero():
		return o.Barred.Why
	default:
		return room.LeftText(rest) + " left · " + o.Barred.Why
	}
}

// Rest is how long that is true, 0 for until something happens.
func (o *Order) Rest(now time.Time) time.Duration {
	rest := o.until.Sub(now)
	if o.Barred == nil || rest <= 0 {
		return 0
	}
	for _, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		if rest > 2*unit { // as LeftText has it
			return rest - (rest - 1).Truncate(unit)
		}
	}
	return rest
}

// Pause is why somebody who has just written has to wait for the next message,
// nil if they need not.
func (o *Order) Pause(s *room.Session) *room.Refusal {
	if o.Slow == 0 {
		return nil
	}
	wait := s.Order(-1).Pause
	if wait == 0 {
		return nil
	}
	return &room.Refusal{Code: room.CodeSlow, Wait: wait}
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
	room.CodeFlood: "Too fast: try again in ",
	room.CodeSlow:  "Slow mode: write again in ",
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
