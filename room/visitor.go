package room

import (
	"net/netip"
	"time"
)

// Backlog is how many of the newest messages a newcomer is shown, and CatchUp
// how many missed ones at most come in one piece (B3).
const (
	Backlog = 100
	CatchUp = 500
)

// A Visitor is somebody at a door who wants to join.
type Visitor struct {
	Via  Via
	Addr netip.Addr // of the peer, for the limits per address

	// Key is the fingerprint of the SSH key that the connection was
	// authenticated with, Token the browser secret from an earlier Welcome.
	// A visitor with neither is a person of its own (B35), and one by Via API
	// the person of its address and the name it wishes.
	Key, Token string

	// Device is what the person knows the key or browser by, in a list of several.
	Device string
	// Zone is the zone of the visitor's times, as a browser says it; "" for nothing.
	Zone string

	// Name is the wish, "" for none. A Typed one may be the admin secret
	// (B38); an ssh user name is not typed, and yields to a remembered name (B34).
	Name  string
	Typed bool

	// Pulse is the connection's, for whoever is cut off without a word (B36); nil for
	// one that is never silent.
	Pulse *Pulse

	Hook    string // the public id of the hook by which a program posts: its messages are marked as a bot's (B56)
	Passing bool   // a command, pipe or HTTP request: never in the list of people (B35)

	// Page is the address of the web door's page as the visitor's door knows it, with
	// a slash at its end; "" for none.
	Page string

	// Days are those of the searches of a visitor who has no zone, nil for UTC's.
	Days *time.Location

	// Commands are those of the door's own: they stand in the table with the
	// room's, and Enter hands them back to the door to carry out. They are
	// shared, and must not be modified.
	Commands []Command

	// Epoch and After are where the visitor left off (B3), Epoch "" for nowhere.
	Epoch string
	After Seq
	// Recent is how many of the newest messages one without a place begins
	// with: 0 means Backlog, a negative number none.
	Recent int
}

// A Welcome is what a session began with.
type Welcome struct {
	Name    string
	Who     string // the person's public, stable id
	Token   string // proves the person next time, at the web door; "" for a person with a key
	Admin   bool
	Claimed bool // Name is the person's own by /claim
	Epoch   string
	Head    Seq // number of the newest message; what Next gives up to it is the catch-up
	Read    Seq // the last message that the person has seen, at either door (B11); 0 for none
	Online  int
	Gap     *Gap     // what the catch-up leaves out, or nil
	Changed []*Event // Changed of messages that the visitor has and that were edited or deleted since, and Purged; with a Gap also the Merged in it
	Notices []string // private lines: why the name is not the one asked for
}

// A Gap is a stretch of history that a catch-up leaves out (B3): Count
// messages, From and To inclusive.
type Gap struct {
	From, To Seq
	Count    int
}

// An Identity is who a session is now. It changes with a Turned or a Merged.
type Identity struct {
	Who, Token, Name string // as in the Welcome
	Admin, Claimed   bool
}

// A Receipt is the answer to a line that was entered.
type Receipt struct {
	Seq    Seq       // of the message now stored; 0 if the line was a command that stores nothing
	Time   time.Time // of that message
	Answer string    // a private answer, one or several lines; "" for none
	Quit   bool      // the visitor asked to leave (/quit)
	Call   *Call     // a command of the door's own (Visitor.Commands), which the door is to carry out; or nil; see also Begin
	Code   string    // that /link has made, as it is shown; or ""

	Hits *Hits // what /search has found, which the door is to show; or nil
	Act  *Act  // that the Answer tells of, or nil
}

// A Page is a stretch of history, oldest first.
type Page struct {
	Events []*Event // all Said
	More   bool     // there is more in the direction that was asked
}

// A Member is a person in the list of those who are here.
type Member struct {
	Who   string
	Name  string
	Via   []Via // each door once, "web" before "ssh"
	Admin bool

	Claimed bool // Name is the person's own by /claim
}

// A Departure says how a connection ended, which decides when the others are
// told (B9).
type Departure int

// The departures.
const (
	Lost   Departure = iota // cut without a word: 30 s after something was heard last
	Closed                  // the page was closed or left: after 5 s
	Quit                    // on purpose: at once
)
