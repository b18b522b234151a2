package room

import (
	"context"
	"errors"
	"sync"
	"unicode/utf8"
)

// maxID is how many characters a sender's own id has at most (INTERFACE, "say").
const maxID = 64

// Enter takes a line as it was typed: words, or a /command (B23). It returns
// when the message is synced to disk (B2). id is the sender's own name for
// the message, at most 64 characters, or "": the same id of the same person
// again gives the first answer and stores nothing (B1). A *Refusal is for the
// visitor, who still has the text; any other error is to be logged. Messages
// are stored in the order in which Enter is called by one goroutine.
func (s *Session) Enter(ctx context.Context, id, line string) (Receipt, error) {
	if id == "" {
		return s.enter(ctx, "", line)
	}
	if utf8.RuneCountInString(id) > maxID {
		return Receipt{}, refuse(CodeBadRequest, "The id of a message has at most %d characters.", maxID)
	}
	key := s.person.id + "/" + id
	return s.room.entering.join(ctx, key, func() (Receipt, error) {
		seq, at, known, err := s.room.log.Find(ctx, key)
		if known || err != nil {
			return Receipt{Seq: seq, Time: at}, err // before any limit
		}
		return s.enter(ctx, id, line)
	})
}

// enter does what a line says.
func (s *Session) enter(ctx context.Context, id, line string) (Receipt, error) {
	c, err := parse(line)
	if err != nil {
		return Receipt{}, err
	}
	if c.word != "" && c.word != "me" {
		return s.obey(ctx, c)
	}
	return s.say(ctx, id, Clean(c.rest), c.word == "me")
}

// say stores a message.
func (s *Session) say(ctx context.Context, id, text string, action bool) (Receipt, error) {
	select {
	case <-s.room.closing:
		return Receipt{}, ErrClosing
	default:
	}
	if err := CheckText(text); err != nil {
		return Receipt{}, err
	}
	if s.room.secret.Load().in(text) {
		return Receipt{}, refuse(CodeSecret, "That holds an admin secret, so it was not sent.")
	}
	done, err := s.room.limits.say(s.person.id, s.addr)
	if err != nil {
		return Receipt{}, err
	}
	r, err := s.append(ctx, id, text, action)
	done(err == nil)
	return r, asRefusal(err)
}

func (s *Session) append(ctx context.Context, id, text string, action bool) (Receipt, error) {
	f := s.person.face.Load()
	body, err := entry{
		Kind: kindSaid, ID: id, Owner: s.person.id, Name: f.name, Via: s.via,
		Text: text, Action: action, Admin: f.admin,
	}.encode()
	if err != nil {
		return Receipt{}, err
	}
	key := ""
	if id != "" {
		key = s.person.id + "/" + id
	}
	seq, at, err := s.room.log.Append(ctx, key, body)
	s.room.told(seq)
	return Receipt{Seq: seq, Time: at}, err
}

// told notes that a writer knows of the message seq.
func (r *Room) told(seq Seq) {
	for {
		newest := r.stored.Load()
		if uint64(seq) <= newest || r.stored.CompareAndSwap(newest, uint64(seq)) {
			return
		}
	}
}

// flights lets a second request with a key that is still on its way wait for
// the first one's answer (B1).
type flights struct {
	mu  sync.Mutex
	now map[string]*flight
}

type flight struct {
	landed  chan struct{}
	receipt Receipt
	err     error
}

// join runs enter, unless that is under way for key already.
func (f *flights) join(ctx context.Context, key string, enter func() (Receipt, error)) (Receipt, error) {
	for {
		mine, own := f.board(key)
		if own {
			defer f.land(key, mine)
			mine.receipt, mine.err = enter()
			return mine.receipt, mine.err
		}
		select {
		case <-mine.landed:
		case <-ctx.Done():
			return Receipt{}, ctx.Err()
		}
		if !errors.Is(mine.err, context.Canceled) && !errors.Is(mine.err, context.DeadlineExceeded) {
			return mine.receipt, mine.err
		}
		// The first one's connection ended before its answer: ask anew.
	}
}

func (f *flights) board(key string) (_ *flight, own bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if under := f.now[key]; under != nil {
		return under, false
	}
	if f.now == nil {
		f.now = map[string]*flight{}
	}
	f.now[key] = &flight{landed: make(chan struct{})}
	return f.now[key], true
}

func (f *flights) land(key string, mine *flight) {
	f.mu.Lock()
	delete(f.now, key)
	f.mu.Unlock()
	close(mine.landed)
}
