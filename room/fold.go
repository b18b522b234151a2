package room

import (
	"cmp"
	"context"
)

// take folds a batch and gives what is to be shown to the readers. Who proposed
// an act is told last, when all who ask find it done.
func (r *Room) take(ctx context.Context, s *state, batch []Record) {
	events := make([]*Event, 0, len(batch))
	var acts []effect
	for _, rec := range batch {
		did := s.apply(rec)
		if e := r.complete(ctx, s, did.event); e != nil {
			events = append(events, e)
		}
		if did.attempt != "" || len(did.turned) > 0 || did.ordered {
			acts = append(acts, did)
		}
		if e := did.event; e != nil && e.Kind == Purged {
			hide(events, e.Purge)
			r.feed.purge(e.Purge)
		}
		if e := did.event; e != nil && e.Kind == Merged {
			own(events, e.Merge)
			r.feed.own(e.Merge)
		}
	}
	r.publish(s)
	if r.turn(ctx, acts) {
		events = append(events, &Event{Kind: Turned})
	}
	if r.enforce(acts) {
		events = append(events, &Event{Kind: Ordered})
	}
	if len(s.Order.Late) > 0 {
		r.wakeEraser()
	}
	r.feed.push(events...)
	r.progress.feed(s.At)
	for _, act := range acts {
		r.verdicts.tell(act.attempt, act.refused)
	}
}

// own makes what m.From said m.To's, in events that nobody has yet.
func own(events []*Event, m Merge) {
	for _, e := range events {
		if e = cmp.Or(e.Message, e); e.Owner == m.From {
			e.Owner = m.To
		}
	}
}

// hide takes the texts of p from events that nobody has yet.
func hide(events []*Event, p Purge) {
	for i, e := range events {
		events[i] = e.PurgedBy(p)
	}
}

// enforce lets acts of order take effect on those who are here, and tells
// whether there were any.
func (r *Room) enforce(acts []effect) (any bool) {
	for _, did := range acts {
		any = any || did.ordered
		if did.removal != nil {
			r.remove(*did.removal)
		}
		if did.event != nil && did.event.Kind == Purged {
			r.wakeEraser()
		}
	}
	return any
}

func (r *Room) wakeEraser() {
	select {
	case r.purged <- struct{}{}:
	default: // it is about to look
	}
}

// complete adds to an event what the fold cannot know. It returns nil if there is
// nothing to show.
func (r *Room) complete(ctx context.Context, s *state, e *Event) *Event {
	if e == nil || e.Kind != Changed {
		return e
	}
	e, err := r.present(ctx, s, e)
	if err != nil && ctx.Err() == nil {
		r.opts.Logger.Error("a change to a message is not shown", "err", err)
	}
	return e
}
