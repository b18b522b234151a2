package room

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
)

// Before returns the last n messages below seq. n is clamped to 1..PageMost. A
// *Refusal with CodeFlood and a Wait comes when the person reads faster than
// the budget of B29.
func (s *Session) Before(ctx context.Context, seq Seq, n int) (Page, error) {
	n = min(max(n, 1), PageMost)
	if err := s.room.limits.read(s.self().id); err != nil {
		return Page{}, err
	}
	events, err := s.room.back(ctx, seq, n+1) // one more tells whether there is more
	if err != nil {
		return Page{}, err
	}
	more := len(events) > n
	return Page{Events: events[len(events)-min(n, len(events)):], More: more}, nil
}

// After returns the first n messages above seq; otherwise as Before.
func (s *Session) After(ctx context.Context, seq Seq, n int) (Page, error) {
	n = min(max(n, 1), PageMost)
	if err := s.room.limits.read(s.self().id); err != nil {
		return Page{}, err
	}
	events, err := s.room.forth(ctx, seq, n+1)
	if err != nil {
		return Page{}, err
	}
	more := len(events) > n
	return Page{Events: events[:min(n, len(events))], More: more}, nil
}

// back returns the last n messages below seq, oldest first: from the feed, or
// from the log where that does not reach.
func (r *Room) back(ctx context.Context, seq Seq, n int) ([]*Event, error) {
	if !r.progress.behind() {
		if events, ok := r.feed.before(seq, n); ok {
			return events, nil
		}
	}
	now := r.now()
	var events []*Event // newest first
	for len(events) < n {
		page, err := r.log.Before(ctx, seq, n)
		if err != nil {
			return nil, fmt.Errorf("read back from %d: %w", seq, err)
		}
		if len(page) == 0 {
			break
		}
		for _, rec := range slices.Backward(page) {
			if e := now.dress(said(rec, decode(rec.Body))); e != nil && len(events) < n {
				events = append(events, e)
			}
		}
		seq = page[0].Seq
	}
	slices.Reverse(events)
	return events, nil
}

// forth returns the first n messages above seq, oldest first, likewise.
func (r *Room) forth(ctx context.Context, seq Seq, n int) ([]*Event, error) {
	if !r.progress.behind() {
		if events, ok := r.feed.following(seq, n); ok {
			return events, nil
		}
	}
	now := r.now()
	var events []*Event
	for len(events) < n {
		page, err := r.log.After(ctx, seq, n)
		if err != nil {
			return nil, fmt.Errorf("read on from %d: %w", seq, err)
		}
		if len(page) == 0 {
			break
		}
		for _, rec := range page {
			if e := now.dress(said(rec, decode(rec.Body))); e != nil && len(events) < n {
				events = append(events, e)
			}
		}
		seq = page[len(page)-1].Seq
	}
	return events, nil
}

// Newest returns the newest n messages that are in memory, oldest first, for a
// door that shows them to somebody who has not joined.
func (r *Room) Newest(n int) []*Event {
	events, _ := r.feed.before(MaxSeq, n)
	return events
}

// Message returns the message with the number seq, or nil if there is none, for
// a reader at addr who has not joined. Who reads faster than the budget of B29
// gets a *Refusal with CodeFlood and a Wait.
func (r *Room) Message(ctx context.Context, addr netip.Addr, seq Seq) (*Event, error) {
	if err := r.limits.read(network(addr).String()); err != nil {
		return nil, err
	}
	rec, err := r.record(ctx, seq)
	if err != nil {
		return nil, err
	}
	return r.now().dress(said(rec, decode(rec.Body))), nil
}
