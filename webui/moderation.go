package webui

import (
	"context"
	"errors"
	"slices"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// What clients are told of the acts of admins (B39).
type (
	topic struct {
		Type string `json:"type"`
		Text string `json:"text"` // "" for none
		By   string `json:"by"`
		HTML string `json:"html,omitempty"`
		N    int    `json:"n"` // of the newest act that it is true of: objects may overtake each other
	}
	// standing is what holds for this person: how long it has to wait between two
	// messages, and why it may not write at all.
	standing struct {
		Type   string   `json:"type"`
		ID     string   `json:"id,omitempty"`
		SlowMS int64    `json:"slow_ms"`
		WaitMS int64    `json:"wait_ms,omitempty"` // until it may write again in the slow mode
		Locked bool     `json:"locked"`
		Barred *barring `json:"barred"` // null: it may
		N      int      `json:"n"`      // as in a topic
	}
	barring struct {
		Code    room.Code `json:"code"`
		Text    string    `json:"text"`
		Why     string    `json:"why"`
		RetryMS int64     `json:"retry_ms,omitempty"`
	}
	// numbers are those that an admin may name: acts to undo, and bans to end; and
	// who is muted.
	numbers struct {
		Type  string  `json:"type"`
		Undo  []int   `json:"undo"`
		Bans  []int   `json:"bans"`
		Muted []muted `json:"muted"`
		N     int     `json:"n"` // as in a topic
	}
	muted struct {
		Who     string `json:"who"`
		RetryMS int64  `json:"retry_ms,omitempty"` // 0 for ever

		n int // of the act
	}
)

// An ordered is what the client was told last of all this.
type ordered struct {
	version int
	topic   topic
	standing
	numbers numbers
	barred  bool
}

// newOrder are the objects that tell what holds otherwise than the client was
// told last; of acts those that came since. Most of the time nothing has
// happened, unless the person has turned into another.
func (c *socket) newOrder(turned bool) []any {
	c.out.Lock()
	known := c.order.version
	c.out.Unlock()
	if !turned && known == c.session.OrderVersion() {
		return nil
	}
	o := c.session.Order(known)
	c.out.Lock()
	defer c.out.Unlock()
	if o.Version < c.order.version {
		return nil // another goroutine has told more
	}
	before := c.order
	c.order = newOrdered(o)
	var news []any
	if now := c.order.topic; now.Text != before.topic.Text || now.By != before.topic.By {
		news = append(news, c.order.topic)
	}
	if now := c.order.standing; now.SlowMS != before.SlowMS || now.Locked != before.Locked || c.order.barred || before.barred {
		news = append(news, now)
	}
	for _, a := range o.Acts {
		if a.N > before.version {
			news = append(news, wire.NewAct(a))
		}
	}
	if now := c.order.numbers; !now.equal(before.numbers) {
		news = append(news, now)
	}
	return news
}

func newOrdered(o room.Order) ordered {
	return ordered{o.Version, newTopic(o), newStanding(o), newNumbers(o), o.Barred != nil}
}

func newNumbers(o room.Order) numbers {
	quiet := []muted{}
	for _, m := range o.Muted {
		quiet = append(quiet, muted{m.Who, milliseconds(m.For), m.N})
	}
	return numbers{"numbers", append([]int{}, o.Undo...), append([]int{}, o.Bans...), quiet, o.Version} // never null
}

func (n numbers) equal(other numbers) bool {
	same := func(a, b muted) bool { return a.n == b.n && a.Who == b.Who }
	return slices.Equal(n.Undo, other.Undo) && slices.Equal(n.Bans, other.Bans) && slices.EqualFunc(n.Muted, other.Muted, same)
}

// standing answers what holds for the person now.
func (c *socket) standing(_ context.Context, r request) ([]any, error) {
	s := newStanding(c.session.Order(-1))
	s.ID = r.ID
	return []any{s}, nil
}

func newTopic(o room.Order) topic {
	return topic{Type: "topic", Text: o.Topic, By: o.TopicBy, HTML: render(o.Topic), N: o.Version}
}

func newStanding(o room.Order) standing {
	s := standing{Type: "standing", SlowMS: o.Slow.Milliseconds(), WaitMS: milliseconds(o.Pause), Locked: o.Locked, N: o.Version}
	if o.Barred != nil {
		told := newRefusal("", o.Barred)
		s.Barred = &barring{told.Code, told.Text, told.Why, told.RetryMS}
	}
	return s
}

// beginOrder notes what the welcome tells, and returns what it does not.
func (c *socket) beginOrder(w *welcome) []any {
	c.order = newOrdered(c.session.Order(-1))
	t := c.order.topic
	w.Topic, w.TopicBy, w.TopicHTML = t.Text, t.By, t.HTML
	var more []any
	if s := c.order.standing; c.order.barred || s.SlowMS > 0 || s.Locked {
		more = append(more, s)
	}
	if n := c.order.numbers; len(n.Undo)+len(n.Bans)+len(n.Muted) > 0 {
		more = append(more, n)
	}
	return more
}

// reasonMost is how many bytes a close frame has room for.
const reasonMost = 120

// sentOut is the farewell of one who has to leave. told is set if the client has
// the error already, as the answer to something.
func sentOut(r *room.Removed, told bool) *farewell {
	code := newRefusal("", r.Refusal)
	f := &farewell{code: websocket.ClosePolicyViolation, text: shorten(r.Text), bye: newBye(r.Text, code.RetryMS)}
	f.bye.Code, f.bye.Why = r.Code, r.Why
	if r.Barred && !told {
		f.refusal = &code
	}
	return f
}

// shorten cuts text to what a close frame has room for, between two characters.
func shorten(text string) string {
	if len(text) <= reasonMost {
		return text
	}
	end := 0
	for i := range text {
		if i > reasonMost {
			break
		}
		end = i
	}
	return text[:end]
}

// asRemoved is the *room.Removed in err, or nil.
func asRemoved(err error) *room.Removed {
	var r *room.Removed
	errors.As(err, &r)
	return r
}
