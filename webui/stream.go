package webui

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/wire"
)

// serveStream tells a script what is said from now on, or after a number, as
// server-sent events: each message under its number, with which the client comes
// back after a break. It ends when the room closes, when the client goes away,
// and when it takes nothing for as long as a write may last. Its place in the
// room's feed is all that is kept for it.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	after := cmp.Or(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after"))
	v := room.Visitor{Addr: addressOf(r), Recent: -1}
	if after != "" {
		seq, err := parseSeq("after", after)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v.Epoch, v.After = s.room.Epoch(), seq
	}
	leave := s.limiter.Enter(v.Addr)
	if leave == nil {
		s.fail(w, r, &room.Refusal{Code: room.CodeFlood, Text: "There are too many connections from your address.", Wait: comeBack * time.Millisecond})
		return
	}
	defer leave()
	session, err := s.joinAPI(r.Context(), v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer session.Leave(room.Quit)
	stream := &stream{w: w, control: http.NewResponseController(w), session: session, patience: s.patience}
	if err := stream.begin(); err != nil || r.Method == http.MethodHead {
		return
	}
	begun := time.Now()
	err = stream.follow(r.Context())
	stalled := errors.Is(stream.broken, os.ErrDeadlineExceeded)
	if stalled {
		s.dropped.Add(1)
	}
	if err != nil && r.Context().Err() == nil && stream.broken == nil {
		s.log.Error("a stream cannot go on", "err", err)
	}
	s.log.Info("stream ended", "addr", v.Addr, "after", time.Since(begun).Round(time.Millisecond), "stalled", stalled)
}

// A stream is the connection of a script that follows what is said.
type stream struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	session  *room.Session
	patience patience
	buf      []byte
	broken   error // of the connection
}

// begin sends the header, which may take its time from here on, and how the
// client's place in the history has changed.
func (s *stream) begin() error {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // nginx would keep what is said to itself
	if err := s.control.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	s.buf = fmt.Appendf(s.buf, "retry: %d\n\n", comeBack)
	welcome := s.session.Welcome()
	if g := welcome.Gap; g != nil {
		s.add("gap", 0, wire.Encode(gap{Type: "gap", From: g.From, To: g.To, Count: g.Count}))
	}
	for _, e := range welcome.Changed {
		if err := s.show(e); err != nil {
			return err
		}
	}
	return s.flush()
}

// follow sends what happens until the room closes or something fails.
func (s *stream) follow(ctx context.Context) error {
	for {
		events, err := s.next(ctx)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			s.buf = append(s.buf, ": keepalive\n\n"...)
		case errors.Is(err, room.ErrClosing):
			s.add("bye", 0, wire.Encode(restarting.bye))
			return s.flush()
		case asRemoved(err) != nil:
			s.add("bye", 0, wire.Encode(sentOut(asRemoved(err), true).bye))
			return s.flush()
		case err != nil:
			return err
		}
		for _, e := range events {
			if err := s.show(e); err != nil {
				return err
			}
		}
		if err := s.flush(); err != nil {
			return err
		}
	}
}

// next waits for events, no longer than the client may be left without a sign.
func (s *stream) next(ctx context.Context) ([]*room.Event, error) {
	ctx, done := context.WithTimeout(ctx, s.patience.beat)
	defer done()
	return s.session.Next(ctx)
}

// show sends a message, or a change to one. A change bears no number: that of a
// message alone is a place to come back to.
func (s *stream) show(e *room.Event) error {
	switch e.Kind {
	case room.Said:
		s.add("", e.Seq, e.Encoded(room.Web, encodeEvent))
	case room.Changed:
		s.add("changed", 0, e.Encoded(room.Web, encodeEvent))
	case room.Purged:
		for object := range bytes.SplitSeq(e.Encoded(room.Web, encodeEvent), []byte("\n")) {
			s.add("purged", 0, object)
		}
	}
	if len(s.buf) < frameSize {
		return nil
	}
	return s.flush()
}

// add puts an event into the buffer; kind "" is a message's, seq 0 none.
func (s *stream) add(kind string, seq room.Seq, object []byte) {
	if kind != "" {
		s.buf = append(s.buf, "event: "+kind+"\n"...)
	}
	if seq != 0 {
		s.buf = fmt.Appendf(s.buf, "id: %d\n", seq)
	}
	s.buf = append(s.buf, "data: "...)
	s.buf = append(s.buf, object...) // one line
	s.buf = append(s.buf, "\n\n"...)
}

// flush sends the buffer, with a deadline of its own.
func (s *stream) flush() error {
	s.broken = s.control.SetWriteDeadline(time.Now().Add(s.patience.write))
	if s.broken == nil && len(s.buf) > 0 {
		if _, s.broken = s.w.Write(s.buf); s.broken == nil {
			s.broken = s.control.Flush()
		}
	}
	s.buf = s.buf[:0]
	return s.broken
}
