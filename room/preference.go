package room

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// zoneMost is how many bytes the name of a time zone has at most.
const zoneMost = 64

// Preferences are how a person wants things at the terminal (B42, B52). They
// are the person's, not the session's: all sessions have the same, and who can
// come back finds them again.
type Preferences struct {
	Bell  Bell   `json:"bell"`
	Zone  string `json:"zone,omitempty"`  // of times, as in "Europe/Paris"; "" for the door's choice
	Plain bool   `json:"plain,omitempty"` // lines that are only appended, in place of a screen
	Color Color  `json:"color"`
}

// Bell says what rings (B42).
type Bell string

// What may ring.
const (
	BellMention Bell = "mention" // the usual
	BellAll     Bell = "all"
	BellOff     Bell = "off"
)

// Color says how colorful a terminal is to be.
type Color string

// How colorful.
const (
	ColorAuto Color = "auto" // as the terminal says that it can be; the usual
	ColorOff  Color = "off"
	Color16   Color = "16"
	Color256  Color = "256"
	ColorTrue Color = "true" // 24 bits
)

var (
	bells  = []Bell{BellOff, BellMention, BellAll}
	colors = []Color{ColorAuto, ColorOff, Color16, Color256, ColorTrue}
)

var usualPreferences = Preferences{Bell: BellMention, Color: ColorAuto}

// Preferences returns what the person prefers; where nothing was chosen, what
// is usual. It takes no lock: ask at every use, and a change, even one from
// another terminal of the person, holds at once.
func (s *Session) Preferences() Preferences {
	if p := s.self().preferred.Load(); p != nil {
		return *p
	}
	return usualPreferences
}

// Prefer puts p, what Preferences returned with some of it changed, in its
// place. A *Refusal with CodeBadRequest says what is wrong with a choice; then
// nothing is changed. It is kept as the last-read number is (B11): within 30
// seconds, for those who can come back, until they have not been seen for 90
// days.
func (s *Session) Prefer(p Preferences) error {
	switch {
	case !slices.Contains(bells, p.Bell):
		return refuse(CodeBadRequest, "Choose one of %s.", choices(bells))
	case !slices.Contains(colors, p.Color):
		return refuse(CodeBadRequest, "Choose one of %s.", choices(colors))
	case !isZone(p.Zone):
		return refuse(CodeBadRequest, "There is no such time zone. They are called as in Europe/Berlin or UTC.")
	}
	s.room.presence.prefer(s.self(), p)
	return nil
}

func choices[T ~string](all []T) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(all), "[]"), " ", ", ")
}

// isZone tells whether name is that of a time zone, or "". The server's own,
// "Local", is none to choose.
func isZone(name string) bool {
	if len(name) > zoneMost || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func (ps *presence) prefer(p *person, now Preferences) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p.preferred.Store(&now)
	p.note.Preferences = &now
	ps.noteLocked(p)
}

// recallPreferences takes over what the note says. A choice that only a newer
// program knows is as good as none.
func (p *person) recallPreferences() {
	if p.note.Preferences == nil {
		return
	}
	now := *p.note.Preferences
	if !slices.Contains(bells, now.Bell) {
		now.Bell = usualPreferences.Bell
	}
	if !slices.Contains(colors, now.Color) {
		now.Color = usualPreferences.Color
	}
	p.preferred.Store(&now)
}
