package room

import (
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
	dated    note // as it was when its changes were dated last
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
	p.cred, p.stable, p.note, p.dated, p.noted = from.cred, from.stable, from.note, from.dated, from.noted
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
