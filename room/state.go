package room

import (
	"maps"
	"slices"
	"time"
)

// writersKept is how many recent writers Tab may offer (B27).
const writersKept = 50

// state is what the log adds up to. It is a function of the records alone: no
// clock, no randomness, no setting has a part in it, so that every server that
// follows the log, from whatever checkpoint, has the same.
type state struct {
	At      Seq      `json:"at"`               // the newest record that is in
	Head    Seq      `json:"head"`             // the newest message
	Changed Seq      `json:"changed"`          // the newest record that tells of a change to a message
	Count   uint64   `json:"count"`            // messages so far
	Key     []byte   `json:"key"`              // the room's own: makes tokens and public ids
	Writers []writer `json:"writers"`          // who wrote last, newest first, each person once
	Persons persons  `json:"persons,omitzero"` // who is who
	Hooks   hooks    `json:"hooks,omitzero"`

	Subscriptions subscriptions `json:"subscriptions,omitzero"` // of browsers, by credential

	Uses    map[string]use `json:"uses,omitempty"`    // by folded name; for the fold alone
	Remarks []remark       `json:"remarks,omitempty"` // the newest, by rising Seq
	Order   moderation     `json:"order,omitzero"`    // who may do what
}

type writer struct {
	Who  string `json:"o"`
	Name string `json:"n"`
}

// An effect is what a record did.
type effect struct {
	event   *Event   // that readers are shown, or nil
	attempt string   // of an act: what its proposer waits for
	refused *Refusal // why the act was not done, nil if it was
	turned  []string // persons, some of whose sessions may be another's now, or whose standing has changed
	claimed []string // looks of a name that is somebody's own now

	ordered bool     // was an act of order: what holds, or what admins are told, may be something else
	act     act      // that
	removal *removal // who has to leave, or nil
}

// apply takes the next record in. Of a Changed that it returns it does not know
// the Message, only the number of that.
func (s *state) apply(rec Record) effect {
	if rec.Seq <= s.At {
		return effect{}
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
		return effect{event: changed(rec, e)}
	case kindSaid, kindGone:
		return effect{event: s.said(rec, e)}
	case kindClaimed, kindReleased, kindSeen, kindLinked, kindUnlinked:
		return s.identify(rec, e)
	case kindHooked, kindUnhooked:
		return s.hook(rec, e)
	case kindCleared:
		s.Order.dropLate(e.Seqs)
	case kindSubscribed:
		return effect{attempt: e.Attempt, refused: s.subscribed(e, rec.Time)}
	case kindUnsubscribed:
		s.unsubscribed(e)
		return effect{attempt: e.Attempt}
	case kindErased:
		s.Order.Purges.erased(e.N)
	case kindRefused, kindUndone:
		return s.judge(rec, e)
	default:
		if _, known := rules[e.Kind]; known {
			return s.judge(rec, e)
		}
	}
	return effect{}
}

// said takes a message in.
func (s *state) said(rec Record, e entry) *Event {
	s.Head = rec.Seq
	s.Count++
	who := s.Persons.resolve(e.Owner)
	switch {
	case e.Late:
	case s.tooLate(who, rec, e):
		s.Order.Late = append(slices.Clip(s.Order.Late), rec.Seq)
	default:
		s.wrote(writer{who, e.Name})
		s.used(rec.Seq, who, e.Name, rec.Time)
		s.Order.Known.wrote(who, rec.Time)
	}
	event := s.dress(said(rec, e))
	event.count = s.Count
	return event
}

// identify takes an act in that tells who is who.
func (s *state) identify(rec Record, e entry) effect {
	who := s.Persons.resolve(e.Owner)
	done := effect{attempt: e.Attempt, turned: []string{who}}
	switch e.Kind {
	case kindClaimed:
		if done.refused = s.Persons.claimed(e, rec.Time); done.refused == nil {
			done.claimed = e.Looks
		}
	case kindReleased:
		done.refused = s.Persons.released(e)
	case kindSeen:
		s.Persons.seen(who, rec.Time)
		done.turned = nil
	case kindUnlinked:
		own := slices.DeleteFunc(slices.Clone(e.Creds), func(cred string) bool { return s.Persons.holder(cred) != who })
		if done.refused = s.Persons.unlinked(e, rec.Seq, s.Key); done.refused == nil {
			s.unsubscribed(entry{Creds: own})
		}
	case kindLinked:
		var m Merge
		if m, done.refused = s.Persons.linked(e); m != (Merge{}) {
			s.merge(m)
			s.Persons.Merges = kept(s.Persons.Merges, pastMerge{rec.Seq, m.From, m.To}, mergesMost)
			done.turned = []string{m.From, m.To}
			done.event = &Event{Seq: rec.Seq, Time: rec.Time, Kind: Merged, Merge: m}
		}
	}
	if done.refused != nil {
		done.turned = nil
	}
	return done
}

// shown is what readers of the log are shown of a record that is folded: a
// message, that two persons were joined, or a purge; else nil.
func (s *state) shown(rec Record, e entry) *Event {
	if m := merged(rec, e); m != nil && m.Merge.From != m.Merge.To && s.Persons.resolve(m.Merge.From) == s.Persons.resolve(m.Merge.To) {
		return m
	}
	if e.Kind == kindPurged || e.Kind == kindSwept {
		return s.told(rec.Seq)
	}
	return s.dress(said(rec, e))
}

// merge makes one of two among those who wrote.
func (s *state) merge(m Merge) {
	s.Order.Known.merge(m)
	own := func(w writer) bool { return w.Who == m.From || w.Who == m.To }
	for i := range s.Writers {
		if own(s.Writers[i]) {
			s.Writers[i].Who = m.To
			rest := slices.DeleteFunc(s.Writers[i+1:], own)
			s.Writers = s.Writers[:i+1+len(rest)]
			return
		}
	}
}

// dress adds to a message, which nobody has yet, what its record cannot know:
// who its writer is now, what was remarked on, and that it is purged. nil stays nil.
func (s *state) dress(e *Event) *Event {
	if e != nil {
		s.hide(e)
		e.Owner = s.Persons.resolve(e.Owner)
		e.Note = s.remarkOn(e.Seq)
	}
	return e
}

// hide takes the text from a message that is hidden. The Owner is as in its record.
func (s *state) hide(e *Event) {
	if s.Order.hides(e.Owner, e.Seq) {
		e.Deleted, e.Text, e.Edited = true, "", time.Time{}
	}
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

// clone is the state, for a checkpoint.
func (s *state) clone() *state {
	c := s.view()
	c.Uses = maps.Clone(s.Uses)
	return c
}

// view is the state as others may read it while the fold goes on, without what
// only the fold needs.
func (s *state) view() *state {
	c := *s
	c.Key, c.Writers = slices.Clone(s.Key), slices.Clone(s.Writers)
	c.Remarks = slices.Clip(s.Remarks) // the fold appends only
	c.Uses = nil
	return &c
}
