package client

import (
	"crypto/rand"
	"time"

	"talktalktalk/room"
)

// unsureFor is for how long a line that was refused, and may come all the same, is taken
// for the same when it is sent again.
const unsureFor = 10 * time.Minute

// idLength is that of a line's id, which no other has.
const idLength = 16

// An unsure is the line that was refused last while it was on its way, so that it may
// have been stored or be stored later: sent again it has the same id, and stands once (B1).
// The zero value is none.
type unsure struct {
	id, line string
	since    time.Time
}

// idOf is under which id a line is sent.
func (u *unsure) idOf(line string, now time.Time) string {
	if u.id != "" && u.line == line && now.Sub(u.since) < unsureFor {
		return u.id
	}
	return rand.Text()[:idLength]
}

// note notes what came of a line.
func (u *unsure) note(id, line string, now time.Time, err error) {
	if mayCome(err) {
		*u = unsure{id, line, now}
	} else if id == u.id {
		*u = unsure{}
	}
}

// mayCome tells whether what was answered with err may be stored all the same.
func mayCome(err error) bool {
	if err == nil {
		return false
	}
	r, _ := room.AsRefusal(err)
	return r.Code == room.CodeUnavailable || r.Code == room.CodeInternal
}
