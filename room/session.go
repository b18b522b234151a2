package room

import (
	"context"
	"time"
)

// A Session is one connection of a person to the room. Next is for one
// goroutine at a time, everything else is safe for concurrent use.
type Session struct{}

// Welcome is what the session began with.
func (s *Session) Welcome() Welcome { panic("wip") }

// Name is what the person is called now.
func (s *Session) Name() string { panic("wip") }

// Admin tells whether the person is an admin now.
func (s *Session) Admin() bool { panic("wip") }

// Next returns the events after the session's place, at least one, in the
// order of the log, and moves the place behind them. It waits until there is
// one. The slice is valid until the next call. It ends with ctx's error or,
// when the room closes, with ErrClosing.
func (s *Session) Next(ctx context.Context) ([]*Event, error) { panic("wip") }

// Enter takes a line as it was typed: words, or a /command (B23). It returns
// when the message is synced to disk (B2). id is the sender's own name for
// the message, at most 64 characters, or "": the same id of the same person
// again gives the first answer and stores nothing (B1). A *Refusal is for the
// visitor, who still has the text; any other error is to be logged. Messages
// are stored in the order in which Enter is called by one goroutine.
func (s *Session) Enter(ctx context.Context, id, line string) (Receipt, error) { panic("wip") }

// Rename gives the person another name, or the nearest usable one, and a
// note that says why it differs ("" if it does not). The admin secret as the
// name makes an admin. A reserved name is refused.
func (s *Session) Rename(ctx context.Context, name string) (got, note string, err error) {
	panic("wip")
}

// Before returns the last n messages below seq, After the first n above it,
// Search is later. n is clamped to 1..100. A *Refusal with CodeFlood and Wait
// comes when the person reads faster than the budget of B29.
func (s *Session) Before(ctx context.Context, seq Seq, n int) (Page, error) { panic("wip") }

// After: see Before.
func (s *Session) After(ctx context.Context, seq Seq, n int) (Page, error) { panic("wip") }

// Since returns the number of the last message older than t, for After; 0 if
// there is none.
func (s *Session) Since(ctx context.Context, t time.Time) (Seq, error) { panic("wip") }

// Leave ends the session. how decides when the others are told; where another
// session of the person goes on, nothing is to be told. Calls after the first
// do nothing.
func (s *Session) Leave(how Departure) { panic("wip") }
