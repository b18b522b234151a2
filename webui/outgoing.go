package webui

import (
	"encoding/json"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/room/wire"
)

// The objects that the server sends, as INTERFACE's table "Server to client"
// has them, but for those of package wire. Each has its own name as the type.
type (
	welcome struct {
		Type  string   `json:"type"`
		Name  string   `json:"name"`
		Token string   `json:"token"`
		Admin bool     `json:"admin"`
		Epoch string   `json:"epoch"`
		Head  room.Seq `json:"head"`
		Read  room.Seq `json:"read"`
		Title string   `json:"title"`
		Topic string   `json:"topic"`

		TopicBy   string `json:"topic_by,omitempty"`
		TopicHTML string `json:"topic_html,omitempty"`

		Online int    `json:"online"`
		Who    string `json:"who"`
		Limits limits `json:"limits"`

		Claimed  bool            `json:"claimed,omitempty"`
		Commands json.RawMessage `json:"commands"`
		Push     *pushing        `json:"push,omitempty"`
	}
	limits struct {
		Chars    int     `json:"chars"`
		Lines    int     `json:"lines"`
		Messages int     `json:"messages"`
		Seconds  float64 `json:"seconds"`
	}
	gap struct {
		Type  string   `json:"type"`
		From  room.Seq `json:"from"`
		To    room.Seq `json:"to"`
		Count int      `json:"count"`
	}
	synced struct {
		Type string   `json:"type"`
		Head room.Seq `json:"head"`
	}
	count struct {
		Type  string `json:"type"`
		ID    string `json:"id,omitempty"`
		Count int    `json:"count"`
	}
	people struct {
		Type   string        `json:"type"`
		ID     string        `json:"id,omitempty"`
		Online int           `json:"online"`
		People []wire.Person `json:"people"`
	}
	presence struct {
		Type    string      `json:"type"`
		Online  int         `json:"online"`
		Joined  []string    `json:"joined"`
		Left    []string    `json:"left"`
		Renamed [][2]string `json:"renamed"`
		More    bool        `json:"more"`
	}
	named struct {
		Type  string `json:"type"`
		ID    string `json:"id,omitempty"`
		Name  string `json:"name"`
		Note  string `json:"note,omitempty"`
		Admin bool   `json:"admin"`

		Claimed bool `json:"claimed,omitempty"`
	}
	ignored struct {
		Type   string          `json:"type"`
		People []ignoredPerson `json:"people"`
	}
	ignoredPerson struct {
		Who  string `json:"who"`
		Name string `json:"name"`
	}
	merged struct {
		Type string `json:"type"`
		From string `json:"from"`
		To   string `json:"to"`

		Color int `json:"color"` // of To
	}
	you struct {
		Type    string `json:"type"`
		Who     string `json:"who"`
		Token   string `json:"token"`
		Name    string `json:"name"`
		Admin   bool   `json:"admin"`
		Claimed bool   `json:"claimed"`

		Push *pushing `json:"push,omitempty"`
	}
	pong struct {
		Type string   `json:"type"`
		ID   string   `json:"id,omitempty"`
		Head room.Seq `json:"head"`
	}
	refusal struct {
		Type    string    `json:"type"`
		ID      string    `json:"id,omitempty"`
		Code    room.Code `json:"code"`
		Text    string    `json:"text"`
		RetryMS int64     `json:"retry_ms,omitempty"`
		Why     string    `json:"why,omitempty"`
	}
	bye struct {
		Type    string    `json:"type"`
		Reason  string    `json:"reason"`
		Code    room.Code `json:"code,omitempty"` // of who has to go
		Why     string    `json:"why,omitempty"`
		RetryMS int64     `json:"retry_ms,omitempty"`
	}
)

// wait is after how long the client is to try again.
func (b *bye) wait() time.Duration { return time.Duration(b.RetryMS) * time.Millisecond }

func newBye(reason string, retryMS int64) *bye {
	return &bye{Type: "bye", Reason: reason, RetryMS: retryMS}
}

// encodeEvent returns the event as all clients see it, nothing for what is not for them.
func encodeEvent(e *room.Event) []byte {
	switch e.Kind {
	case room.Presence:
		return wire.Encode(newPresence(e.PresenceChanges))
	case room.Merged:
		return wire.Encode(merged{Type: "merged", From: e.Merge.From, To: e.Merge.To, Color: room.ColorOf(e.Merge.To)})
	case room.Purged:
		return wire.EncodePurge(e.Purge)
	case room.Turned, room.Ordered:
		return nil
	}
	m := wire.NewMessage(e)
	m.HTML = render(m.Text)
	return m.Append(nil)
}

func newPresence(g *room.PresenceChanges) presence {
	p := presence{
		Type:    "presence",
		Online:  g.Online,
		Joined:  append([]string{}, g.Joined...), // never null
		Left:    append([]string{}, g.Left...),
		Renamed: make([][2]string, 0, len(g.Renamed)),
		More:    g.More,
	}
	for _, r := range g.Renamed {
		p.Renamed = append(p.Renamed, [2]string{r.Old, r.New})
	}
	return p
}

func newPeople(id string, members []room.Member, online int) people {
	list := make([]wire.Person, 0, len(members))
	for _, m := range members {
		list = append(list, wire.NewPerson(m))
	}
	return people{Type: "people", ID: id, Online: online, People: list}
}

func newIgnored(list []room.Ignored) ignored {
	people := make([]ignoredPerson, 0, len(list)) // never null
	for _, i := range list {
		people = append(people, ignoredPerson(i))
	}
	return ignored{Type: "ignored", People: people}
}

func newRefusal(id string, r *room.Refusal) refusal {
	return refusal{Type: "error", ID: id, Code: r.Code, Text: r.Text, RetryMS: milliseconds(r.Wait), Why: r.Why}
}

// milliseconds is rounded up: who waits that long must not be refused for a fraction.
func milliseconds(wait time.Duration) int64 {
	return int64((wait + time.Millisecond - 1) / time.Millisecond)
}

func newWelcome(w room.Welcome, title string, flood room.Flood) welcome {
	return welcome{
		Type: "welcome",
		Name: w.Name, Token: w.Token, Admin: w.Admin, Who: w.Who, Claimed: w.Claimed,
		Epoch: w.Epoch, Head: w.Head, Read: w.Read, Title: title, Online: w.Online,
		Limits: limits{
			Chars: texts.MaxChars, Lines: texts.MaxLines,
			Messages: flood.Messages, Seconds: flood.Window.Seconds(),
		},
	}
}
