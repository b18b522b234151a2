package room

import (
	"context"
	"errors"
	"fmt"
)

// deleteOne obeys /delete and /delete N: one's own message, or as an admin
// anybody's.
func (s *Session) deleteOne(ctx context.Context, c Call) (Receipt, error) {
	if c.Args[0] == "" {
		return s.deleteLast(ctx, c)
	}
	seq := Seq(numberOf(c.Args[0]))
	_, err := s.own(ctx, seq)
	var refused *Refusal
	switch {
	case errors.As(err, &refused) && refused.Code == CodeForbidden && s.Admin():
		return s.deleteOthers(ctx, c, seq)
	case errors.As(err, &refused) && refused.Code == CodeForbidden:
		return Receipt{}, s.forbidden(ctx, c.Word, c.Args[0])
	}
	key := s.commandKey(c.ID)
	answer := Receipt{Answer: fmt.Sprintf("message %d is deleted", seq)}
	if _, _, known, err := s.room.log.Find(ctx, key); known || err != nil {
		return answer, err
	}
	if err != nil {
		return Receipt{}, err
	}
	_, err = s.amend(ctx, key, c.ID, kindDeleted, seq, deleted)
	return answer, err
}

// deleteOthers deletes a message of somebody else, as an act that /log has.
func (s *Session) deleteOthers(ctx context.Context, c Call, seq Seq) (Receipt, error) {
	say := func() (deed, error) {
		e, err := s.room.numbered(ctx, c.Args[0])
		if err != nil {
			return deed{}, err
		}
		return deed{Whom: e.Owner, Name: e.Name, Of: int(seq)}, nil
	}
	return s.ordered(ctx, c, say, func(key string, d deed) (Seq, error) {
		e := s.acting(kindRemoved, d)
		e.Of = seq
		return s.room.proposeBy(ctx, e, func(body []byte) (Seq, error) { return s.room.takeDown(ctx, key, body, seq) })
	})
}

// takeDown puts what is left of a deleted message in the place of the message
// seq, with the record that tells of it.
func (r *Room) takeDown(ctx context.Context, key string, body []byte, seq Seq) (Seq, error) {
	for {
		rec, err := r.record(ctx, seq)
		if err != nil {
			return 0, err
		}
		e := decode(rec.Body)
		if e.Kind != kindSaid {
			return 0, refuse(CodeNotFound, "That message is deleted.")
		}
		gone, _ := deleted(message{rec, e})
		a := Amendment{Of: seq, Was: rec.Body, Bare: true}
		if a.Body, err = gone.encode(); err != nil {
			return 0, err
		}
		by, _, err := r.log.Amend(ctx, key, body, a)
		if !errors.Is(err, ErrAmended) {
			return by, err
		}
	}
}

// numbered is the message with a number that was typed, which must be there.
func (r *Room) numbered(ctx context.Context, typed string) (*Event, error) {
	rec, err := r.record(ctx, Seq(numberOf(typed)))
	if err != nil {
		return nil, err
	}
	e := r.now().dress(said(rec, decode(rec.Body)))
	if e == nil {
		return nil, refuse(CodeNotFound, "There is no message %s.", typed)
	}
	return e, nil
}
