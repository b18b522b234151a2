package room

import (
	"context"
	"time"

	"talktalktalk/room/texts"
)

// order proposes an act of the admin, which say puts together, and answers with
// what came of it. Sent again under its id it is answered anew and not done
// twice.
func (s *Session) order(ctx context.Context, c Call, k kind, say func() (deed, error)) (Receipt, error) {
	return s.ordered(ctx, c, say, func(key string, d deed) (Seq, error) {
		return s.room.propose(ctx, key, s.acting(k, d))
	})
}

// acting is the record of an act of the person's.
func (s *Session) acting(k kind, d deed) entry {
	i := s.Identity()
	return entry{Kind: k, Owner: i.Who, Name: i.Name, Admin: i.Admin, Via: s.via, Deed: &d}
}

// ordered is order, with another way to propose.
func (s *Session) ordered(ctx context.Context, c Call, say func() (deed, error), propose func(key string, d deed) (Seq, error)) (Receipt, error) {
	if s.room.isClosing() {
		return Receipt{}, ErrClosing
	}
	key := s.commandKey(c.ID)
	seq, _, known, err := s.room.log.Find(ctx, key)
	if err == nil && !known {
		if err := spend(s.room.tries.orders, s.Who()); err != nil {
			return Receipt{}, err
		}
		d, err := say()
		if err != nil {
			return Receipt{}, err
		}
		if seq, err = propose(key, d); err != nil {
			return Receipt{}, err
		}
	}
	if err == nil {
		raise(&s.room.progress.told, seq)
		err = s.room.progress.catchUp(ctx)
	}
	if err != nil {
		return Receipt{}, err
	}
	return s.outcome(seq)
}

// outcome answers with the act in the record seq.
func (s *Session) outcome(seq Seq) (Receipt, error) {
	o := s.room.now().Order
	for _, a := range o.latest(actsMost + triesMost) {
		switch {
		case a.Seq != seq:
		case a.Refused != "":
			return Receipt{}, refuse(a.Refused, "%s", a.sentence())
		default:
			did := a.public()
			return Receipt{Answer: did.Text, Act: &did}, nil
		}
	}
	return Receipt{Answer: "done"}, nil
}

// told is what admins are told of the act: also how to take it back.
func (a *act) told() string {
	return a.sentence() + a.back(time.Now())
}

// noteMost is how long somebody waits for the log to know that they tried what they may not.
const noteMost = time.Second

// forbidden refuses a command that only admins may use, and has /log know that
// somebody tried, unless there are too many of these.
func (s *Session) forbidden(ctx context.Context, word, typed string) error {
	refusal := refuse(CodeForbidden, "Only an admin may use /%s.", word)
	if s.room.isClosing() || !s.room.tries.noted(s.addr) {
		return refusal
	}
	what := "/" + word
	if rest := oneLine(texts.Clean(typed)); rest != "" && !s.room.secret.Load().in(typed) {
		what += " " + cut(rest, reasonMost/2)
	}
	e := s.acting(kindRefused, deed{Why: what})
	e.Admin = false
	soon, cancel := context.WithTimeout(ctx, noteMost)
	defer cancel()
	_, err := s.room.propose(soon, "", e)
	if _, expected := AsRefusal(err); err != nil && !expected && soon.Err() == nil {
		s.room.opts.Logger.Warn("a refused act is not in the log", "err", err)
	}
	return refusal
}
