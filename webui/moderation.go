package webui

import (
	"errors"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// What clients are told of the acts of admins (B39).
type (
	topic struct {
		Type string `json:"type"`
		Text string `json:"text"` // "" for none
		By   string `json:"by"`
		HTML string `json:"html,omitempty"`
	}
	// standing is what holds for this person: how long it has to wait between two
	// messages, and why it may not write at all.
	standing struct {
		Type   string   `json:"type"`
		SlowMS int64    `json:"slow_ms"`
		Locked bool     `json:"locked"`
		Barred *barring `json:"barred"` // null: it may
	}
	barring struct {
		Code    room.Code `json:"code"`
		Text    string    `json:"text"`
		RetryMS int64     `json:"retry_ms,omitempty"`
	}
	// act is what an admin did, for admins.
	act struct {
		Type string `json:"type"`
		N    int    `json:"n"`
		At   int64  `json:"at"` // ms
		Who  string `json:"who"`
		Whom string `json:"whom,omitempty"`
		Text string `json:"text"`
		Undo bool   `json:"undo,omitempty"`
	}
)

// An ordered is what the client was told last of all this.
type ordered struct {
	version int
	topic   topic
	standing
	barred bool
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
	if c.order.topic != before.topic {
		news = append(news, c.order.topic)
	}
	if now := c.order.standing; now.SlowMS != before.SlowMS || now.Locked != before.Locked || c.order.barred || before.barred {
		news = append(news, now)
	}
	for _, a := range o.Acts {
		if a.N > before.version {
			news = append(news, act{"act", a.N, a.Time.UnixMilli(), a.Who, a.Whom, a.Text, a.Undo})
		}
	}
	return news
}

func newOrdered(o room.Order) ordered {
	return ordered{o.Version, newTopic(o.Topic, o.TopicBy), newStanding(o), o.Barred != nil}
}

func newTopic(text, by string) topic {
	return topic{Type: "topic", Text: text, By: by, HTML: render(text)}
}

func newStanding(o room.Order) standing {
	s := standing{Type: "standing", SlowMS: o.Slow.Milliseconds(), Locked: o.Locked}
	if o.Barred != nil {
		told := newRefusal("", o.Barred)
		s.Barred = &barring{told.Code, told.Text, told.RetryMS}
	}
	return s
}

// beginOrder notes what the welcome tells, and returns what it does not.
func (c *socket) beginOrder(w *welcome) []any {
	c.order = newOrdered(c.session.Order(-1))
	t := c.order.topic
	w.Topic, w.TopicBy, w.TopicHTML = t.Text, t.By, t.HTML
	if s := c.order.standing; c.order.barred || s.SlowMS > 0 || s.Locked {
		return []any{s}
	}
	return nil
}

// reasonMost is how many bytes a close frame has room for.
const reasonMost = 120

// sentOut is the farewell of one who has to leave. told is set if the client has
// the error already, as the answer to something.
func sentOut(r *room.Removed, told bool) *farewell {
	code := newRefusal("", r.Refusal)
	f := &farewell{code: websocket.ClosePolicyViolation, text: shorten(r.Text), bye: newBye(r.Text, code.RetryMS)}
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
