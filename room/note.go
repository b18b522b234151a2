package room

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// A note is what is kept of a person beside the log.
type note struct {
	Name     string    `json:"name,omitempty"`
	Unlocked string    `json:"unlocked,omitempty"` // Hash of the secret that made an admin
	Read     Seq       `json:"read,omitempty"`     // the last message that was seen (B11)
	Ignored  []Ignored `json:"ignored,omitempty"`  // (B40)
	Zone     string    `json:"zone,omitempty"`     // that the person's browser said last (B15)

	Preferences *Preferences     `json:"prefers,omitempty"` // (B42)
	Seen        map[string]int64 `json:"seen,omitempty"`    // by credential, ms since 1970, of who has several
	Merged      []string         `json:"merged,omitempty"`  // former persons whose notes are in this one

	Changed changes `json:"changed,omitzero"`
}

// changes are when what a person chooses was changed, in ms since 1970. Where two
// notes of a person meet, that of another server and the own one, the later choice holds.
type changes struct {
	Name    int64 `json:"name,omitempty"` // and Unlocked
	Ignored int64 `json:"ignored,omitempty"`
	Zone    int64 `json:"zone,omitempty"`
	Prefers int64 `json:"prefers,omitempty"`
}

// date notes the present as when what differs from the note as it was has changed.
func (n *note) date(was note) {
	now := time.Now().UnixMilli()
	dated := func(at *int64, differs bool) {
		if differs {
			*at = max(now, *at+1) // after what was chosen before, by whatever clock
		}
	}
	dated(&n.Changed.Name, n.Name != was.Name || n.Unlocked != was.Unlocked)
	dated(&n.Changed.Ignored, !slices.Equal(n.Ignored, was.Ignored))
	dated(&n.Changed.Zone, n.Zone != was.Zone)
	dated(&n.Changed.Prefers, !alike(n.Preferences, was.Preferences))
}

// join takes in another note of the same person. Whichever takes in which, both are
// the same then.
func (n *note) join(o note) {
	if isLater(o.Changed.Name, n.Changed.Name, [2]string{o.Name, o.Unlocked}, [2]string{n.Name, n.Unlocked}) {
		n.Name, n.Unlocked, n.Changed.Name = o.Name, o.Unlocked, o.Changed.Name
	}
	if isLater(o.Changed.Ignored, n.Changed.Ignored, o.Ignored, n.Ignored) {
		n.Ignored, n.Changed.Ignored = o.Ignored, o.Changed.Ignored
	}
	if isLater(o.Changed.Zone, n.Changed.Zone, o.Zone, n.Zone) {
		n.Zone, n.Changed.Zone = o.Zone, o.Changed.Zone
	}
	if isLater(o.Changed.Prefers, n.Changed.Prefers, o.Preferences, n.Preferences) {
		n.Preferences, n.Changed.Prefers = o.Preferences, o.Changed.Prefers
	}
	n.Read = max(n.Read, o.Read)
	if len(o.Seen) > 0 {
		seen := maps.Clone(o.Seen)
		for cred, at := range n.Seen {
			seen[cred] = max(seen[cred], at)
		}
		n.Seen = seen
	}
	n.Merged = slices.Concat(n.Merged, o.Merged)
	slices.Sort(n.Merged)
	n.Merged = slices.Compact(n.Merged)
}

// isLater tells whether a was chosen after b; of two of the same instant, servers
// take the same one.
func isLater[T any](at, bt int64, a, b T) bool {
	if at != bt {
		return at > bt
	}
	x, _ := json.Marshal(a) // of these types, it cannot fail
	y, _ := json.Marshal(b)
	return bytes.Compare(x, y) > 0
}

func alike(a, b *Preferences) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// joinNotes is what two notes of a person say together, as JSON. One that cannot be
// read says nothing.
func joinNotes(a, b []byte) []byte {
	var n, o note
	if json.Unmarshal(a, &n) != nil {
		return b
	}
	if json.Unmarshal(b, &o) != nil {
		return a
	}
	n.join(o)
	joined, err := json.Marshal(n)
	if err != nil {
		return a
	}
	return joined
}

// merge takes in what was kept of a former person (B37).
func (n *note) merge(id string, former note) {
	n.Read = max(n.Read, former.Read)
	for _, i := range former.Ignored {
		if !slices.ContainsFunc(n.Ignored, func(o Ignored) bool { return o.Who == i.Who }) && len(n.Ignored) < maxIgnored {
			n.Ignored = append(n.Ignored[:len(n.Ignored):len(n.Ignored)], i)
		}
	}
	if n.Zone == "" {
		n.Zone = former.Zone
	}
	if n.Preferences == nil {
		n.Preferences = former.Preferences
	}
	if n.Name == "" && former.Unlocked == "" {
		n.Name = former.Name
	}
	n.Merged = append(n.Merged, id)
	n.Merged = append(n.Merged, former.Merged...)
}

// recall reads what is remembered of a person who may have been here before.
func (r *Room) recall(ctx context.Context, p *person) error {
	if !p.stable {
		return nil
	}
	n, err := r.noteOf(ctx, p.id)
	if err != nil {
		return err
	}
	if n != nil {
		p.note, p.dated, p.noted = *n, *n, true
	}
	former, err := r.formerNotes(ctx, p.id, p.note.Merged)
	for id, n := range former {
		p.note.merge(id, n)
		p.change()
	}
	p.recallNote(r.now())
	return err
}

// noteOf reads the note of a person; nil if there is none.
func (r *Room) noteOf(ctx context.Context, id string) (*note, error) {
	if r.opts.Memory == nil {
		return nil, nil
	}
	b, err := r.opts.Memory.Load(ctx, id)
	if err != nil || b == nil {
		return nil, err
	}
	n := new(note)
	if err := json.Unmarshal(b, n); err != nil {
		return nil, fmt.Errorf("note of %s: %w", id, err)
	}
	return n, nil
}

// formerNotes reads the notes of those who are now the person with the given id,
// but for those that are merged already. That they are joined, the log knows; so
// no note is lost by a crash between.
func (r *Room) formerNotes(ctx context.Context, id string, merged []string) (map[string]note, error) {
	notes := map[string]note{}
	for _, former := range r.now().Persons.Identities.get(id).Former {
		if slices.Contains(merged, former) {
			continue
		}
		n, err := r.noteOf(ctx, former)
		if err != nil {
			return notes, err
		}
		if n == nil {
			n = new(note)
		}
		notes[former] = *n
	}
	return notes, nil
}

// recallNote takes over what the note says.
func (p *person) recallNote(now *state) {
	p.recallIgnored(now.Persons.resolve)
	if zone := p.note.Zone; zone != "" {
		p.zone.Store(&zone)
	}
	p.recallPreferences()
	p.dated = p.note
}

// change has the note kept, if p can come back, and dates what has changed in it.
// It runs under presence.mu, or before others know p.
func (p *person) change() {
	p.date()
	p.noted = p.stable
}

// date dates what has changed in the note since it did so last, likewise.
func (p *person) date() {
	p.note.date(p.dated)
	p.dated = p.note
}

// keep saves the note of a person, if there is one worth it, for another while.
func (r *Room) keep(ctx context.Context, p *person) {
	r.presence.mu.Lock()
	b, err := json.Marshal(p.note)
	noted := p.noted
	p.due = false
	r.presence.mu.Unlock()
	if !noted || r.opts.Memory == nil {
		return
	}
	if err == nil {
		err = r.opts.Memory.Save(ctx, p.id, b, time.Now().Add(forgetAfter))
	}
	if err != nil {
		r.opts.Logger.Warn("a person's note is not kept", "who", p.id, "err", err)
	}
}
