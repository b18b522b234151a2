package room

import (
	"context"
	"fmt"
	"iter"
)

// A History reads all that was said from a log, without a room: for those who
// copy it or write it out. What is added meanwhile is not in it.
type History struct {
	log     Log
	state   *state
	trimmed uint64 // messages that were in the log once, and are gone
}

// ReadHistory looks at the ends of a log. It is for an open one, which it does not close.
func ReadHistory(ctx context.Context, log Log) (*History, error) {
	s, tail, err := newest(ctx, log)
	if err != nil {
		return nil, err
	}
	for _, rec := range tail {
		s.apply(rec)
	}
	h := &History{log: log, state: s}
	first, err := log.After(ctx, 0, 1)
	if len(first) == 0 || err != nil {
		return h, err
	}
	h.trimmed, err = countTo(ctx, log, first[0].Seq-1)
	return h, err
}

// Count is how many messages there are, deleted ones among them.
func (h *History) Count() uint64 { return h.state.Count - min(h.trimmed, h.state.Count) }

// Oldest is the first message, or nil if there is none.
func (h *History) Oldest(ctx context.Context) (*Event, error) {
	for page, err := range h.Messages(ctx) {
		if err != nil {
			return nil, err
		}
		return page[0], nil
	}
	return nil, nil
}

// Who is the person with an id: another one, if that was joined with it.
func (h *History) Who(id string) string { return h.state.Persons.resolve(id) }

// Messages yields all messages, oldest first, in pages that are the reader's
// own, and ends after the first error.
func (h *History) Messages(ctx context.Context) iter.Seq2[[]*Event, error] {
	return func(yield func([]*Event, error) bool) {
		for seq := Seq(0); seq < h.state.At; {
			page, err := h.log.After(ctx, seq, pageSize)
			if err != nil {
				yield(nil, fmt.Errorf("read on from %d: %w", seq, err))
				return
			}
			if len(page) == 0 {
				return
			}
			seq = page[len(page)-1].Seq
			if events := h.said(page); len(events) > 0 && !yield(events, nil) {
				return
			}
		}
	}
}

// said are the messages of a page.
func (h *History) said(page []Record) []*Event {
	events := make([]*Event, 0, len(page))
	for _, rec := range page {
		if e := said(rec, decode(rec.Body)); e != nil && rec.Seq <= h.state.At {
			h.state.hide(e)
			e.Owner = h.Who(e.Owner)
			events = append(events, e)
		}
	}
	return events
}
