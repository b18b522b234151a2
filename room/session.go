package room

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// bufKept is how many events' room a waiting session keeps for the next ones.
const bufKept = 16

// PageMost is how many messages a page of history holds at most.
const PageMost = 100

// A Session is one connection of a person to the room. Next and Poll are for one
// goroutine at a time, everything else is safe for concurrent use.
type Session struct {
	room    *Room
	cred    credential
	person  atomic.Pointer[person] // whose session it is; see self
	via     Via
	addr    netip.Addr
	passing bool
	bot     bool // its messages are marked
	pulse   *Pulse
	welcome Welcome
	leave   sync.Once
	days    *time.Location          // of the visitor, or nil
	page    string                  // address of the web door's, or ""
	removed atomic.Pointer[Removed] // nil while the session may go on

	commands []Command // of the door's own
	underWay underWay  // messages that have no answer yet
	delay    delay

	// Where Next is. For its goroutine only.
	place  place
	shown  Seq // the newest number that was returned
	known  Seq // changes up to here are in Welcome.Changed, or in the messages that Next returns
	behind bool
	buf    []*Event
}

// Welcome is what the session began with.
func (s *Session) Welcome() Welcome { return s.welcome }

// self is the person whose session it is now. /link and /unlink change that.
func (s *Session) self() *person { return s.person.Load() }

// Identity is who the session is now.
func (s *Session) Identity() Identity {
	p := s.self()
	f := p.face.Load()
	return Identity{
		Who: p.id, Token: s.cred.token, Name: f.name, Admin: f.admin,
		Claimed: s.room.now().Persons.owns(p.id, f.name),
	}
}

// Who is the public id of the person now.
func (s *Session) Who() string { return s.self().id }

// Name is what the person is called now.
func (s *Session) Name() string { return s.self().face.Load().name }

// Admin tells whether the person is an admin now.
func (s *Session) Admin() bool { return s.self().face.Load().admin }

// Rename gives the person another name, or the nearest usable one, and a
// note that says why it differs ("" if it does not). The admin secret as the
// name makes an admin. A reserved name is refused.
func (s *Session) Rename(ctx context.Context, name string) (got, note string, err error) {
	if err := s.room.tries.names.spend(s.Who(), s.addr); err != nil {
		return "", "", err
	}
	if err := s.room.guessed(ctx, name, s.Who(), s.addr); err != nil {
		return "", "", err
	}
	if err := s.room.tries.turn(ctx); err != nil {
		return "", "", err
	}
	return s.room.rename(ctx, s.self(), name)
}

// People is Room.Roster out of a budget of the person's own, since it looks at
// everybody; a *Refusal when that is used up.
func (s *Session) People(most int) ([]Member, int, error) {
	if err := s.room.limits.list(s.self().id); err != nil {
		return nil, 0, err
	}
	members, online := s.room.Roster(most)
	return members, online, nil
}

// Completer completes what the person types. Each has a state of its own.
func (s *Session) Completer() *Completer { return &Completer{offer: s.offer} }

// offer is whom and what Tab may offer to the person.
func (s *Session) offer() offer {
	o := offer{self: s.Name(), commands: s.Commands()}
	members, _ := s.room.Roster(completeAmong)
	for _, m := range members {
		o.online = append(o.online, m.Name)
	}
	for _, w := range s.room.now().Writers {
		o.recent = append(o.recent, w.Name)
	}
	for _, e := range slices.Backward(s.room.Newest(completeMessages)) {
		if !e.Deleted {
			o.messages = append(o.messages, e.Seq)
		}
	}
	o.acts, o.bans = s.numbers()
	return o
}

const (
	completeAmong    = 10000   // people among whom Tab looks at most
	completeMessages = Backlog // newest messages whose numbers it offers
)

// Leave ends the session. how decides when the others are told; where another
// session of the person goes on, nothing is to be told. Calls after the first
// do nothing. Next and Enter must not be called afterwards.
func (s *Session) Leave(how Departure) {
	s.leave.Do(func() {
		defer s.room.exit(s)
		if s.passing {
			return
		}
		if s.room.presence.leave(s, how) {
			ctx, cancel := context.WithTimeout(context.Background(), saveMost)
			defer cancel()
			s.room.keep(ctx, s.self())
			s.renewNames(ctx)
		}
	})
}

// saveMost is how long a departure waits for a note to be kept.
const saveMost = time.Second

// asRefusal turns what the log says of a message into a word for its writer.
func asRefusal(err error) error {
	if errors.Is(err, ErrUnavailable) {
		r, _ := AsRefusal(err)
		return r
	}
	return err
}
