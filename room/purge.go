package room

import (
	"encoding/json"
	"slices"
	"time"
)

// purges are which messages are as good as deleted, though their texts are in
// the log until they are erased: a purge takes effect at once, for all that are
// shown, and the erasing takes its time (eraser.go).
type purges struct {
	Newest []purge `json:"newest,omitempty"` // also those done, for readers who come back
}

// A purge is all that some people said from one message to another, both in it.
type purge struct {
	Seq    Seq      `json:"s"`            // of the act
	N      int      `json:"n"`            // likewise
	At     int64    `json:"at,omitempty"` // ms since 1970
	From   Seq      `json:"f"`
	To     Seq      `json:"t"`
	Whom   string   `json:"w,omitempty"`  // the person, then, or
	Whoms  []string `json:"ws,omitempty"` // the persons
	Owners []string `json:"o"`            // as whom they stand in the records, in their order
	Erased bool     `json:"e,omitempty"`
}

// IsZero tells whether nothing was ever purged.
func (p purges) IsZero() bool { return len(p.Newest) == 0 }

// hides tells whether the message seq of the one who stands in its record as
// owner is purged and not erased.
func (p *purges) hides(owner string, seq Seq) bool {
	return slices.ContainsFunc(p.Newest, func(p purge) bool { return !p.Erased && p.holds(owner, seq) })
}

// last is when somebody was purged last, and may be new since, in ms since 1970.
func (p *purges) last() int64 {
	if len(p.Newest) == 0 {
		return 0
	}
	return p.Newest[len(p.Newest)-1].At
}

// due are those that are not erased.
func (p *purges) due() []purge {
	return slices.DeleteFunc(slices.Clone(p.Newest), func(p purge) bool { return p.Erased })
}

// holds tells whether the message seq of the one who stands in its record as
// owner is one of it.
func (p *purge) holds(owner string, seq Seq) bool {
	if seq < p.From || seq > p.To {
		return false
	}
	_, is := slices.BinarySearch(p.Owners, owner)
	return is
}

// UnmarshalJSON puts the Owners in their order, in which checkpoints of older programs
// do not have them.
func (p *purge) UnmarshalJSON(b []byte) error {
	type plain purge // without this method
	err := json.Unmarshal(b, (*plain)(p))
	slices.Sort(p.Owners)
	return err
}

// add takes a purge in.
func (p *purges) add(new purge) {
	slices.Sort(new.Owners)
	p.Newest = kept(p.Newest, new, purgesMost)
}

// erased notes that the texts of the purge with the number n are gone.
func (p *purges) erased(n int) {
	i := slices.IndexFunc(p.Newest, func(o purge) bool { return o.N == n })
	if i >= 0 {
		p.Newest = slices.Clone(p.Newest)
		p.Newest[i].Erased = true
	}
}

// full tells whether so many purges are under way that another one has to wait.
func (p *purges) full() bool {
	return len(p.Newest) == purgesMost && !p.Newest[0].Erased
}

// event is what readers are shown of a purge.
func (p *purge) event(resolve func(string) string) *Event {
	now := Purge{From: p.From, To: p.To}
	for _, whom := range p.persons() {
		now.Who = append(now.Who, resolve(whom))
	}
	slices.Sort(now.Who)
	now.Who = slices.Compact(now.Who)
	return &Event{Seq: p.Seq, Kind: Purged, Purge: now}
}

func (p *purge) persons() []string {
	if p.Whom != "" {
		return []string{p.Whom}
	}
	return p.Whoms
}

// told is the purge that was done by the record seq, as readers are shown it, or nil.
func (s *state) told(seq Seq) *Event {
	i := slices.IndexFunc(s.Order.Purges.Newest, func(p purge) bool { return p.Seq == seq })
	if i < 0 {
		return nil
	}
	return s.Order.Purges.Newest[i].event(s.Persons.resolve)
}

// purgedSince are the purges that were done after seq, and concern messages up to it.
func (s *state) purgedSince(seq Seq) (events []*Event) {
	for _, p := range s.Order.Purges.Newest {
		if p.Seq > seq && p.From <= seq {
			events = append(events, p.event(s.Persons.resolve))
		}
	}
	return events
}

// of tells whether it is one of what that person said.
func (p *Purge) of(who string) bool {
	_, is := slices.BinarySearch(p.Who, who)
	return is
}

// PurgedBy is e, or where p concerns it a copy without its text.
func (e *Event) PurgedBy(p Purge) *Event {
	switch {
	case e.Kind == Said && !e.Deleted && e.Seq >= p.From && e.Seq <= p.To && p.of(e.Owner):
		c := e.copied()
		c.Deleted, c.Text, c.Note, c.Edited = true, "", "", time.Time{}
		return c
	case e.Message != nil:
		if m := e.Message.PurgedBy(p); m != e.Message {
			c := e.copied()
			c.Message = m
			return c
		}
	}
	return e
}
