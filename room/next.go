package room

import (
	"context"
	"fmt"
)

// Next returns the events after the session's place, at least one, in the
// order of the log, and moves the place behind them. It waits until there is
// one. The slice is valid until the next call. It ends with ctx's error or,
// when the room closes and nothing is left to read, with ErrClosing.
func (s *Session) Next(ctx context.Context) ([]*Event, error) {
	for {
		events, wake, err := s.ready(ctx)
		if len(events) > 0 || err != nil {
			return events, err
		}
		if err := s.rest(); err != nil {
			return nil, err
		}
		// Not also on closing, which wakes: a channel that all sessions share
		// costs each of them its lock at every event.
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// ready returns what there is to read, from the ring or, where that no longer
// reaches back, from the log; or the channel that is closed when there is more.
func (s *Session) ready(ctx context.Context) (events []*Event, wake <-chan struct{}, err error) {
	for {
		if err := s.gone(); err != nil {
			return nil, nil, err
		}
		if s.behind {
			return s.fromLog(ctx)
		}
		events, next, wake, ok := s.room.feed.after(s.place, s.buf[:0])
		if !ok {
			s.behind = true
			continue
		}
		s.place, s.buf = next, s.advance(events)
		return s.buf, wake, nil
	}
}

// advance notes how far the session has come, and leaves out what it knows.
func (s *Session) advance(events []*Event) []*Event {
	s.tellDelivered(events)
	news := events[:0]
	for _, e := range events {
		s.shown = max(s.shown, e.Seq)
		if e.Kind != Changed || e.Seq > s.known {
			news = append(news, e)
		}
	}
	return news
}

// fromLog reads a page of the log, and goes back to the ring when that reaches
// back far enough.
func (s *Session) fromLog(ctx context.Context) ([]*Event, <-chan struct{}, error) {
	for {
		if p, ok := s.room.feed.behind(s.shown); ok {
			s.place, s.behind = p, false
			return s.ready(ctx)
		}
		if s.room.isClosing() {
			return nil, nil, ErrClosing // the rest is there next time
		}
		page, err := s.room.log.After(ctx, s.shown, pageSize)
		if err != nil {
			return nil, nil, fmt.Errorf("read on after %d: %w", s.shown, err)
		}
		s.buf = s.buf[:0]
		for _, rec := range page {
			s.shown = rec.Seq
			e, err := s.event(ctx, rec)
			if err != nil {
				return nil, nil, err
			}
			if e != nil {
				s.buf = append(s.buf, e)
			}
		}
		if len(s.buf) > 0 {
			return s.buf, nil, nil
		}
	}
}

// event is what the session is shown of a record, or nil.
func (s *Session) event(ctx context.Context, rec Record) (*Event, error) {
	e := decode(rec.Body)
	if !e.isChange() || rec.Seq <= s.known {
		return s.room.now().shown(rec, e), nil
	}
	return s.room.present(ctx, s.room.now(), changed(rec, e))
}
