package webui

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"time"

	"talktalktalk/room"
)

// A Hurry shortens the waits that a test would have to sit through otherwise.
// What is 0 stays as usual.
type Hurry struct{ Hello, Write, Beat, Probe, Pong, Room, Farewell time.Duration }

// NewHurried is New in a hurry.
func NewHurried(r *room.Room, opts Options, h Hurry) *Server {
	p := usual
	p.hello = cmp.Or(h.Hello, p.hello)
	p.write = cmp.Or(h.Write, p.write)
	p.beat = cmp.Or(h.Beat, p.beat)
	p.probe = cmp.Or(h.Probe, p.probe)
	p.pong = cmp.Or(h.Pong, p.pong)
	p.room = cmp.Or(h.Room, p.room)
	p.farewell = cmp.Or(h.Farewell, p.farewell)
	return newServer(r, opts, p)
}

// Sockets is how many connections the door carries.
func (s *Server) Sockets() int { return len(s.all()) }

// Guard shows what becomes of a socket's goroutine that panics.
func (s *Server) Guard(what func() error) error { return s.guard(what) }

// Embedded is what the door has of the page.
var Embedded = embedded

// Invitation is what the page says of the ssh door to who asks by r.
func (s *Server) Invitation(r *http.Request) (command, fingerprint string) {
	i := s.pageData(r)
	return i.SSH, i.Fingerprint
}

// Behind makes of r what it was before proxies passed it on.
func Behind(trusted []netip.Prefix, r *http.Request) {
	f := &forwarding{trusted: trusted, log: slog.New(slog.DiscardHandler)}
	f.behind(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), r)
}

// EncodeEvent makes the line of an event.
var EncodeEvent = encodeEvent

// Render makes the HTML of a text.
var Render = render

// IsHarmless tells whether MarkupPolicy need not see a piece of HTML.
var IsHarmless = isHarmless

// MarkupPolicy is the one that render's HTML goes through.
var MarkupPolicy = markupPolicy
