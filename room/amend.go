package room

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talktalktalk/room/texts"
)

const (
	// EditWithin is how long after a message was said its author may edit it
	// (B25). Deleting it is possible at any time.
	EditWithin = 15 * time.Minute

	// changesMost is how many of the changed messages that are nearest to a
	// visitor's place are looked at when it comes back.
	changesMost = 500
)

// Edit puts text in the place of the text of the person's own message seq, and
// returns when that is synced to disk. The text is cleaned, checked and counted
// as that of Enter; it is never a command. What the message said before is
// gone from the disk within minutes. id is as for Enter, and so is the error; the
// codes are also CodeNotFound (no message, or deleted), CodeForbidden
// (somebody else's) and CodeTooLate. Receipt.Seq is the message's, Time that of
// the edit. A text that is the same stores nothing.
func (s *Session) Edit(ctx context.Context, id string, seq Seq, text string) (Receipt, error) {
	text = texts.Clean(text)
	return s.do(ctx, id, func(ctx context.Context) (Receipt, Answer, error) {
		if err := s.sayable(text); err != nil {
			return Receipt{}, nil, err
		}
		receipt, err := s.amend(ctx, s.logKey(id), id, kindEdited, seq, edited(text))
		return receipt, nil, err
	})
}

// Delete takes the text out of the person's own message seq, which stays as a
// deleted one; otherwise as Edit, but at any time.
func (s *Session) Delete(ctx context.Context, id string, seq Seq) (Receipt, error) {
	return s.do(ctx, id, func(ctx context.Context) (Receipt, Answer, error) {
		receipt, err := s.amend(ctx, s.logKey(id), id, kindDeleted, seq, deleted)
		return receipt, nil, err
	})
}

// A message is one in the log, as it is now.
type message struct {
	Record
	entry
}

// errSame is the outcome of an edit that changes nothing.
var errSame = errors.New("that is the text already")

// A mend makes of a message what is to stand in its place.
type mend func(m message) (entry, error)

// edited gives a message another text.
func edited(text string) mend {
	return func(m message) (entry, error) {
		now := time.Now()
		switch {
		case now.Sub(m.Time) > EditWithin:
			return entry{}, refuse(CodeTooLate, "A message can be edited for %d minutes.", int(EditWithin.Minutes()))
		case text == m.Text:
			return entry{}, errSame
		}
		e := m.entry
		e.Text = text
		e.Edited = max(now.UnixMilli(), m.Time.UnixMilli(), m.Edited+1) // the clock may have been set back
		return e, nil
	}
}

// deleted is what is left of a message: who said it, and when, but not what.
func deleted(m message) (entry, error) {
	e := m.entry
	e.Kind, e.Text, e.Edited = kindGone, "", 0
	return e, nil
}

// amend puts what mend makes of the person's message seq in its place, and notes
// in a record of kind k, under key, who did it. It counts as a message does (B29).
func (s *Session) amend(ctx context.Context, key, id string, k kind, seq Seq, mend mend) (Receipt, error) {
	if s.room.isClosing() {
		return Receipt{}, ErrClosing
	}
	if k == kindEdited {
		if refused := s.silenced(true); refused != nil {
			return Receipt{}, refused
		}
	}
	done, err := s.mayWrite(ctx)
	if err != nil {
		return Receipt{}, err
	}
	body, err := entry{Kind: k, ID: id, Owner: s.self().id, Via: s.via, Of: seq}.encode()
	if err != nil {
		done(false)
		return Receipt{}, err
	}
	at, err := s.replace(ctx, key, body, seq, mend)
	done(err == nil)
	if errors.Is(err, errSame) {
		err = nil
	}
	return Receipt{Seq: seq, Time: at}, asRefusal(err)
}

// replace is the part of amend that the log decides: of two who change the same
// message the second judges anew.
func (s *Session) replace(ctx context.Context, key string, body []byte, seq Seq, mend mend) (time.Time, error) {
	for {
		m, err := s.own(ctx, seq)
		if err != nil {
			return time.Time{}, err
		}
		now, err := mend(m)
		if err != nil {
			return m.Time, err
		}
		a := Amendment{Of: seq, Was: m.Body, Bare: now.Kind == kindGone}
		if a.Body, err = now.encode(); err != nil {
			return time.Time{}, err
		}
		by, at, err := s.room.log.Amend(ctx, key, body, a)
		if !errors.Is(err, ErrAmended) {
			raise(&s.room.progress.told, by)
			return at, err
		}
	}
}

// own returns the message seq, which must be the person's and not deleted.
func (s *Session) own(ctx context.Context, seq Seq) (message, error) {
	rec, err := s.room.record(ctx, seq)
	if err != nil {
		return message{}, err
	}
	switch e := decode(rec.Body); {
	case !e.isMessage():
		return message{}, refuse(CodeNotFound, "There is no such message.")
	case s.room.now().Persons.resolve(e.Owner) != s.self().id:
		return message{}, refuse(CodeForbidden, "That is not your message.")
	case e.Kind == kindGone || s.room.now().Order.hides(e.Owner, seq):
		return message{}, refuse(CodeNotFound, "That message is deleted.")
	default:
		return message{rec, e}, nil
	}
}

// record returns the record with the number seq, the zero value if there is none.
func (r *Room) record(ctx context.Context, seq Seq) (Record, error) {
	if seq == 0 || seq > MaxSeq {
		return Record{}, nil
	}
	page, err := r.log.After(ctx, seq-1, 1)
	if err != nil {
		return Record{}, fmt.Errorf("read %d: %w", seq, err)
	}
	if len(page) == 0 || page[0].Seq != seq {
		return Record{}, nil
	}
	return page[0], nil
}

// present adds to a Changed what its message is now, which may have changed
// again since. It returns nil if there is no such message.
func (r *Room) present(ctx context.Context, now *state, e *Event) (*Event, error) {
	rec, err := r.record(ctx, e.of)
	if err != nil {
		return nil, err
	}
	if e.Message = now.dress(said(rec, decode(rec.Body))); e.Message == nil {
		return nil, nil
	}
	return e, nil
}

// changedSince returns the messages up to seq that were changed since seq was
// the newest: of the changed ones those that are nearest to seq.
func (r *Room) changedSince(ctx context.Context, seq Seq) ([]*Event, error) {
	if Seq(r.changed.Load()) <= seq {
		return nil, nil
	}
	changes, err := r.log.Changes(ctx, seq, changesMost)
	if err != nil {
		return nil, fmt.Errorf("find what has changed since %d: %w", seq, err)
	}
	var events []*Event
	for _, c := range changes {
		if c.By <= seq {
			continue
		}
		e, err := r.present(ctx, r.now(), &Event{Seq: c.By, Kind: Changed, of: c.Of})
		if err != nil {
			return nil, err
		}
		if e != nil {
			events = append(events, e)
		}
	}
	return events, nil
}
