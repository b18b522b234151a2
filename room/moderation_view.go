package room

import "time"

// An Order is what holds in the room by the acts of admins, as one person is to
// know of it (B39).
type Order struct {
	Version int // for the next time

	Topic, TopicBy string        // "" for none
	Slow           time.Duration // between two messages of one person; 0 for none
	Locked         bool          // who has not written before only reads
	Barred         *Refusal      // why the person may not write now; nil if it may

	// Acts are those done since the version that was asked for; for admins only.
	Acts []Act
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
		Slow:   time.Duration(o.Slow.Span) * time.Millisecond, Barred: s.silenced(false),
	}
	if since < 0 || since >= o.N || !s.Admin() {
		return now
	}
	for _, a := range o.Acts {
		if a.N > since {
			now.Acts = append(now.Acts, Act{
				N: a.N, Time: time.UnixMilli(a.At).UTC(), Who: a.Who, Whom: a.Whom,
				Text: a.told(), Undo: rules[a.Kind].undo != nil && a.Undone == 0,
			})
		}
	}
	return now
}

// OrderVersion is the Version that Order has now.
func (s *Session) OrderVersion() int { return s.room.now().Order.N }

// Topic is what the room talks about, and who has set it; "" for nothing.
func (r *Room) Topic() (text, by string) {
	t := r.now().Order.Topic
	return t.Text, t.By
}
