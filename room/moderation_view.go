package room

import (
	"slices"
	"time"
)

// An Order is what holds in the room by the acts of admins, as one person is to
// know of it (B39).
type Order struct {
	Version int // for the next time

	Topic, TopicBy string        // "" for none
	Slow           time.Duration // between two messages of one person; 0 for none
	Pause          time.Duration // until the person may write again in the slow mode
	Locked         bool          // who has not written before only reads
	Barred         *Refusal      // why the person may not write now; nil if it may

	// Acts are those done since the version that was asked for; for admins only.
	Acts []Act
	// Undo are the numbers of the acts that can be taken back, Bans those of the
	// bans in force, the newest first and numbersMost at most; likewise.
	Undo, Bans []int
	// Muted are those who only read, the last one first and numbersMost at most; likewise.
	Muted []Muted
}

// A Muted is somebody who was muted.
type Muted struct {
	N   int           // of the act
	Who string        // the public id
	For time.Duration // from now; 0 for ever
}

// An Act is what an admin did.
type Act struct {
	N    int
	Time time.Time
	Who  string // who did it, by the public id
	Whom string // whom it concerned, likewise; "" for nobody alone
	Text string // "sam was muted for 10 m by ann: REASON · /undo 12"
	Undo bool   // it can be taken back
}

// Order is what holds now. since is the Version of the one that the visitor has
// been told of last, -1 for the first one, which has no acts.
func (s *Session) Order(since int) Order {
	o := s.room.now().Order
	now := Order{
		Version: o.N, Topic: o.Topic.Text, TopicBy: o.Topic.By,
		Locked: o.Lock.On && !o.over(o.Lock.N, o.Lock.Until, time.Now()),
		Slow:   time.Duration(o.Slow.Span) * time.Millisecond, Pause: s.pause(), Barred: s.silenced(false),
	}
	now.Undo, now.Bans = s.numbers()
	now.Muted = s.muted()
	if since < 0 || since >= o.N || !s.Admin() {
		return now
	}
	for _, a := range o.Acts {
		if a.N > since {
			now.Acts = append(now.Acts, a.public())
		}
	}
	return now
}

// public is the act as admins are told of it.
func (a *act) public() Act {
	return Act{
		N: a.N, Time: time.UnixMilli(a.At).UTC(), Who: a.Who, Whom: a.Whom,
		Text: a.told(), Undo: a.undoable(time.Now()),
	}
}

// undoable tells whether /undo may take the act back, if nothing newer is in the
// place of what it did.
func (a *act) undoable(now time.Time) bool {
	return a.Refused == "" && rules[a.Kind].undo != nil && a.Undone == 0 && now.Sub(time.UnixMilli(a.At)) <= undoWithin
}

// numbersMost is how many acts and how many bans are offered by their numbers.
const numbersMost = 50

// numbers are Order.Undo and Order.Bans.
func (s *Session) numbers() (undo, bans []int) {
	if !s.Admin() {
		return nil, nil
	}
	o, now := s.room.now().Order, time.Now()
	for _, a := range slices.Backward(o.Acts) {
		if len(undo) < numbersMost && a.undoable(now) {
			undo = append(undo, a.N)
		}
	}
	for _, b := range slices.Backward(o.Bans) {
		if len(bans) < numbersMost && !o.over(b.N, b.Until, now) {
			bans = append(bans, b.N)
		}
	}
	return undo, bans
}

// muted is Order.Muted.
func (s *Session) muted() (muted []Muted) {
	if !s.Admin() {
		return nil
	}
	state, now := s.room.now(), time.Now()
	for _, m := range slices.Backward(state.Order.Mutes) {
		if rest, over := state.Order.left(m.N, m.Until, now); !over && len(muted) < numbersMost {
			muted = append(muted, Muted{m.N, state.Persons.resolve(m.Whom), rest})
		}
	}
	return muted
}

// OrderVersion is the Version that Order has now.
func (s *Session) OrderVersion() int { return s.room.now().Order.N }

// Topic is what the room talks about, and who has set it; "" for nothing.
func (r *Room) Topic() (text, by string) {
	t := r.now().Order.Topic
	return t.Text, t.By
}
