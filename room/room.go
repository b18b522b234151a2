package room

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"time"
)

// ErrClosing is what Join and Next return once the room is closing.
var ErrClosing = errors.New("the room is closing")

// Options are the settings of a room.
type Options struct {
	AdminName string // the reserved name, "admin"
	Secret    Secret // unlocks it
	Flood     Flood
	Memory    Memory
	Logger    *slog.Logger
}

// Flood is how many messages one person may send in any Window (B29). The
// zero value lifts every budget.
type Flood struct {
	Messages int
	Window   time.Duration
}

// A Room is the one chat room of this process.
type Room struct{}

// Open follows log and returns when the room as it stood is known. The room
// does not close log.
func Open(ctx context.Context, log Log, opts Options) (*Room, error) { panic("wip") }

// Join lets v in. The session must be left. A *Refusal says why v may not
// come in; ErrClosing that nobody may any more.
func (r *Room) Join(ctx context.Context, v Visitor) (*Session, error) { panic("wip") }

// Knock tells whether the address may connect now: nil, or a *Refusal.
func (r *Room) Knock(addr netip.Addr) error { panic("wip") }

// Roster returns the people who are here, in natural order of their names, at most
// max of them, and how many there are in truth.
func (r *Room) Roster(max int) ([]Member, int) { panic("wip") }

// Epoch is the log's.
func (r *Room) Epoch() string { panic("wip") }

// Head is the number of the newest message.
func (r *Room) Head() Seq { panic("wip") }

// Flood is the limit in force.
func (r *Room) Flood() Flood { panic("wip") }

// Writable returns nil if messages can be stored now, else why not.
func (r *Room) Writable() error { panic("wip") }

// Closing is closed when the room begins to close.
func (r *Room) Closing() <-chan struct{} { panic("wip") }

// SetSecret puts another admin secret in force. Whoever was unlocked by the
// one before is an admin no longer, and is renamed if the name was reserved (B38).
func (r *Room) SetSecret(s Secret) { panic("wip") }

// Close ends every Next with ErrClosing, refuses newcomers, and returns when
// all sessions have left and the room's goroutines have ended, or with ctx's error.
func (r *Room) Close(ctx context.Context) error { panic("wip") }
