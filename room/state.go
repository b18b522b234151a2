package room

import "slices"

// writersKept is how many recent writers Tab may offer (B27).
const writersKept = 50

// state is what the log adds up to. It is a function of the records alone: no
// clock, no randomness, no setting has a part in it, so that every server that
// follows the log, from whatever checkpoint, has the same.
type state struct {
	At      Seq      `json:"at"`      // the newest record that is in
	Head    Seq      `json:"head"`    // the newest message
	Changed Seq      `json:"changed"` // the newest record that tells of a change to a message
	Count   uint64   `json:"count"`   // messages so far
	Key     []byte   `json:"key"`     // the room's own: makes tokens and public ids
	Writers []writer `json:"writers"` // who wrote last, newest first, each person once
}

type writer struct {
	Who  string `json:"o"`
	Name string `json:"n"`
}

// apply takes the next record in and returns what readers are shown of it, or
// nil. Of a Changed it does not know the Message, only the number of that.
func (s *state) apply(rec Record) *Event {
	if rec.Seq <= s.At {
		return nil
	}
	s.At = rec.Seq
	e := decode(rec.Body)
	switch e.Kind {
	case kindFounded:
		if s.Key == nil {
			s.Key = e.Key
		}
	case kindEdited, kindDeleted:
		s.Changed = rec.Seq
		return changed(rec, e)
	case kindSaid, kindGone:
		s.Head = rec.Seq
		s.Count++
		s.wrote(writer{e.Owner, e.Name})
		event := said(rec, e)
		event.count = s.Count
		return event
	}
	return nil
}

func (s *state) wrote(w writer) {
	i := slices.IndexFunc(s.Writers, func(o writer) bool { return o.Who == w.Who })
	if i < 0 {
		s.Writers = append(s.Writers, w)
		i = len(s.Writers) - 1
	}
	copy(s.Writers[1:i+1], s.Writers[:i])
	s.Writers[0] = w
	s.Writers = s.Writers[:min(len(s.Writers), writersKept)]
}

func (s *state) clone() *state {
	c := *s
	c.Key, c.Writers = slices.Clone(s.Key), slices.Clone(s.Writers)
	return &c
}
