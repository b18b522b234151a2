package cluster

import (
	"context"
	"fmt"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// Bounds of what is published at once while a stream is made of a history.
const (
	seedMessages = 1000 // as many as NATS takes at once
	seedBytes    = 2 << 20
	seedPage     = 1000
)

// found makes the stream; of servers that do so at once, one does.
func (f *follower) found(ctx context.Context) error {
	a := about{epoch: f.log.Epoch(), generation: newGeneration()}
	first, err := f.log.After(ctx, 0, 1)
	if err != nil {
		return err
	}
	if len(first) > 0 {
		a.first = first[0].Seq
	}
	if err := f.log.bus.create(ctx, a); err != nil {
		return err
	}
	return f.agree(ctx)
}

// seed brings what is stored here into the stream that was made for it, under the
// same numbers, and says that it is all there. It goes on where it was broken off.
func (f *follower) seed(ctx context.Context, a about) error {
	if f.at.Generation != a.generation {
		tail, _ := f.log.Tail()
		at := replica.Position{Generation: a.generation, Seq: max(tail, a.first-1), Lowest: a.first}
		if err := f.adopt(ctx, a, at); err != nil {
			return err
		}
	}
	f.log.logger.Info("bringing the history into NATS", "from", a.last+1)
	if err := sow(ctx, f.log.bus, f.log.Store, &a); err != nil {
		return err
	}
	f.log.logger.Info("the history is in NATS", "up_to", a.last)
	return f.trust(ctx, a)
}

// sow fills a stream that was made for it with what store has, and says so in it.
func sow(ctx context.Context, b *bus, store Store, a *about) error {
	s := &sowing{bus: b, subject: logSubject(a.generation), last: a.last}
	if err := s.all(ctx, store, a.first); err != nil {
		return fmt.Errorf("bring the history into NATS: %w", err)
	}
	a.founded, a.last = true, s.last
	return b.update(ctx, *a)
}

// A sowing publishes a history.
type sowing struct {
	bus     *bus
	subject string
	last    room.Seq // that is stored
	long    []room.Record

	messages [][]byte
	bytes    int
}

func (s *sowing) all(ctx context.Context, store Store, first room.Seq) error {
	if err := s.records(ctx, store); err != nil {
		return err
	}
	for _, r := range s.long {
		m := mend{Of: r.Seq, Time: r.Time.UnixMilli(), Body: r.Body}
		for _, part := range split((&entry{Kind: kindErase, Mends: []mend{m}}).encode(), s.bus.messageMost()) {
			if err := s.put(ctx, part); err != nil {
				return err
			}
		}
		if err := s.flush(ctx); err != nil { // which must not part it
			return err
		}
	}
	err := store.AllKeys(ctx, func(keys []replica.Keyed) error {
		return s.put(ctx, (&entry{Kind: kindKeys, Keys: keys}).encode())
	})
	if err == nil {
		err = s.changes(ctx, store)
	}
	if err == nil && first > 1 { // who has more than there was removes that
		err = s.put(ctx, (&entry{Kind: kindTrim, Trim: first, Last: first - 1}).encode())
	}
	if err == nil {
		err = s.flush(ctx)
	}
	return err
}

// records publishes every record as the message of its number. What is too long for
// one message follows behind all.
func (s *sowing) records(ctx context.Context, store Store) error {
	for {
		page, err := store.After(ctx, s.last+room.Seq(len(s.messages)), seedPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			for s.last+room.Seq(len(s.messages))+1 < r.Seq {
				if err := s.put(ctx, (&entry{Kind: kindGap}).encode()); err != nil {
					return err
				}
			}
			e := entry{Kind: kindFounded, Time: r.Time.UnixMilli(), Body: r.Body}
			if len(r.Body) > s.bus.messageMost()/2 {
				s.long = append(s.long, r)
				e.Body = nil
			}
			if err := s.put(ctx, e.encode()); err != nil {
				return err
			}
		}
	}
}

func (s *sowing) changes(ctx context.Context, store Store) error {
	for up := room.MaxSeq; up > 0; {
		page, err := store.Changes(ctx, up, seedPage)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := s.put(ctx, (&entry{Kind: kindChanges, Changes: page}).encode()); err != nil {
			return err
		}
		up = page[0].Of - 1
	}
	return nil
}

func (s *sowing) put(ctx context.Context, message []byte) error {
	s.messages = append(s.messages, message)
	s.bytes += len(message)
	if len(s.messages) < seedMessages && s.bytes < seedBytes {
		return nil
	}
	return s.flush(ctx)
}

// seedAgain is how often a part of a history is sent, in case that NATS changes its leader.
const seedAgain = 30

// flush publishes what was put, behind what is stored. When it is not known whether
// it was stored, and it was, the stream says so.
func (s *sowing) flush(ctx context.Context) error {
	if len(s.messages) == 0 {
		return nil
	}
	want := s.last + room.Seq(len(s.messages))
	var err error
	for range seedAgain {
		if _, err = s.bus.publish(ctx, s.subject, s.messages, &s.last); err == nil {
			break
		}
		if a, known := s.bus.describe(ctx); known == nil && a.last == want {
			err = nil
			break
		}
		if !rest(ctx, time.Second) {
			return ctx.Err()
		}
	}
	if err != nil {
		return err
	}
	s.last, s.messages, s.bytes = want, nil, 0
	return nil
}
