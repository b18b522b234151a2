package room

import (
	"context"
	"sync"
	"time"

	"talktalktalk/room/texts"
)

const (
	// lastAmong is among how many messages a person's own last one is looked for.
	lastAmong = feedSize

	// lastAgain is how long what is for the last message waits for it while it is on its way,
	// and then when to ask again.
	lastAgain = time.Second
)

// underWay counts messages that have begun and have no answer yet. The zero value is ready.
// Safe for concurrent use.
type underWay struct {
	mu   sync.Mutex
	n    int
	none chan struct{} // closed when n is 0 again
}

func (u *underWay) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n == 0 {
		u.none = make(chan struct{})
	}
	u.n++
}

func (u *underWay) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n--; u.n == 0 {
		close(u.none)
	}
}

// wait returns whether those under way had their answers before most was over.
func (u *underWay) wait(ctx context.Context, most time.Duration) bool {
	u.mu.Lock()
	n, none := u.n, u.none
	u.mu.Unlock()
	if n == 0 {
		return true
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-none:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// Last returns the newest message of the person's own that is not deleted, or
// nil if there is none among the newest few thousand.
func (s *Session) Last(ctx context.Context) (*Event, error) {
	seq := MaxSeq
	for looked := 0; looked < lastAmong; {
		page, err := s.room.back(ctx, seq, PageMost)
		if err != nil || len(page) == 0 {
			return nil, err
		}
		for i := len(page) - 1; i >= 0; i-- {
			if e := page[i]; e.Owner == s.self().id && !e.Deleted {
				return e, nil
			}
		}
		looked += len(page)
		seq = page[0].Seq
	}
	return nil, nil
}

// editLast obeys /edit.
func (s *Session) editLast(ctx context.Context, c Call) (Receipt, error) {
	text := texts.Clean(c.Args[0])
	if err := s.sayable(text); err != nil {
		return Receipt{}, err
	}
	return s.amendLast(ctx, c.ID, kindEdited, edited(text), "your last message is edited")
}

// deleteLast obeys /delete.
func (s *Session) deleteLast(ctx context.Context, c Call) (Receipt, error) {
	return s.amendLast(ctx, c.ID, kindDeleted, deleted, "your last message is deleted")
}

// amendLast amends the person's last message and answers with done. The key is
// another than that of a message: sent again, a command is answered as one, and
// does not take the next message.
func (s *Session) amendLast(ctx context.Context, id string, k kind, mend mend, done string) (Receipt, error) {
	key := s.commandKey(id)
	if _, _, known, err := s.room.log.Find(ctx, key); known || err != nil {
		return Receipt{Answer: done}, err
	}
	if !s.underWay.wait(ctx, lastAgain) {
		return Receipt{}, tooFast(lastAgain)
	}
	last, err := s.Last(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if last == nil {
		return Receipt{}, refuse(CodeNotFound, "You have said nothing lately.")
	}
	if _, err = s.amend(ctx, key, id, k, last.Seq, mend); err != nil {
		return Receipt{}, err
	}
	return Receipt{Answer: done}, nil
}

// commandKey names in the log what a command of that id has stored, "" for no id.
func (s *Session) commandKey(id string) string {
	if id == "" {
		return ""
	}
	return s.cred.Cred + "!" + id
}
