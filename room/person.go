package room

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

// forgetAfter is how long a person who is not seen is remembered (ARCHITECTURE §1).
const forgetAfter = 90 * 24 * time.Hour

// A person is somebody with a name, on however many connections (B35).
type person struct {
	id     string               // public and stable
	cred   string               // id of the credential that the person came with first
	stable bool                 // can come back as the same person: has a key or a token
	face   atomic.Pointer[face] // what others see; replaced as a whole

	ignored   atomic.Pointer[[]Ignored]   // the note's; nil for nobody, as most have it
	preferred atomic.Pointer[Preferences] // likewise; nil for what is usual
	zone      atomic.Pointer[string]      // that the person's browser said last; nil for none
	touched   atomic.Int64                // when the log was told that the person was seen, ms since 1970

	// Guarded by presence.mu once the person has entered.
	sessions map[*Session]struct{}
	listed   bool      // stands in the list of people
	shown    string    // the name that others were last told, "" if absent
	dirty    bool      // is among those to tell about
	heard    time.Time // when anything was heard of the sessions that have ended
	leaves   time.Time // when the absence is announced, while no session is left
	returned bool      // after an absence that the others are to be told of, though nobody had noticed it
	note     note
	kept     note // as it was saved last, or read
	noted    bool // the note is worth keeping
	due      bool // and has changed since it was saved

	// With other servers, likewise.
	ours      bool            // has or lately had sessions here
	foreign   bool            // never had: only what another server tells is known
	named     int64           // when the name was taken, ms since 1970
	elsewhere map[string]peer // what other servers tell, by their names
}

// newPerson is the person to whom the credential belongs, of whom nothing else is known yet.
func newPerson(id string, c credential) *person {
	p := &person{id: id, cred: c.Cred, stable: c.stable, sessions: map[*Session]struct{}{}}
	p.face.Store(&face{})
	return p
}

// knownLocked takes over what is known of the same person who comes here for the first time.
func (p *person) knownLocked(from *person) {
	if !p.foreign {
		return
	}
	p.foreign = false
	p.cred, p.stable, p.note, p.kept, p.noted = from.cred, from.stable, from.note, from.kept, from.noted
	p.ignored.Store(from.ignored.Load())
	p.preferred.Store(from.preferred.Load())
	p.zone.Store(from.zone.Load())
}

// elsewhereNewestLocked is the newest name that other servers tell, "" if it is not p's.
func (p *person) elsewhereNewestLocked() string {
	for _, told := range p.elsewhere {
		if told.Named == p.named {
			return told.Name
		}
	}
	return ""
}

// A face is a person's name and rank.
type face struct {
	name     string
	admin    bool
	unlocked bool // admin by the secret, not by a key
}

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
		p.note, p.kept, p.noted = *n, n.copied(), true
	}
	former, err := r.formerNotes(ctx, p.id, p.note.Merged)
	for id, n := range former {
		p.note.merge(id, n)
		p.noted = true
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

// recallNote takes over what the note says.
func (p *person) recallNote(now *state) {
	p.recallIgnored(now.Persons.resolve)
	if zone := p.note.Zone; zone != "" {
		p.zone.Store(&zone)
	}
	p.recallPreferences()
}

// keep saves the note of a person, if there is one worth it, for another while.
func (r *Room) keep(ctx context.Context, p *person) {
	r.presence.mu.Lock()
	b, err := json.Marshal(p.note)
	noted := p.noted
	p.kept, p.due = p.note.copied(), false
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
