package room

import (
	"context"
	"crypto/rand"
	"sync"
)

// Acts are what must be judged in order: who claims a name first, who joins
// whom. An act is a record of its own kind. The server that proposes one puts
// into it what only a server knows; all else the fold judges, from the state
// that the records before have made, alike on every server. So the one who
// proposes waits for what the fold says.

// propose appends the record of an act, under key or "", and returns when the fold has judged it:
// nil if it is done, a *Refusal with the fold's reason if not. After any other
// error the act may be done or not. What is answered is on the disk, and all who
// ask the state find it there.
func (r *Room) propose(ctx context.Context, key string, e entry) (Seq, error) {
	return r.proposeBy(ctx, e, func(body []byte) (Seq, error) {
		seq, _, err := r.log.Append(ctx, key, body)
		return seq, err
	})
}

// proposeBy is propose with another way to store the record.
func (r *Room) proposeBy(ctx context.Context, e entry, store func(body []byte) (Seq, error)) (Seq, error) {
	e.Attempt = rand.Text()
	body, err := e.encode()
	if err != nil {
		return 0, err
	}
	r.proposing.Add(1) // before the log has it
	defer r.proposing.Add(-1)
	verdict := r.verdicts.await(e.Attempt)
	defer r.verdicts.forget(e.Attempt)
	seq, err := store(body)
	if err != nil {
		return 0, asRefusal(err)
	}
	select {
	case refused := <-verdict:
		if refused != nil { // or it would be an error that is nil
			return seq, refused
		}
		return seq, nil
	case <-ctx.Done():
		return seq, ctx.Err()
	}
}

// verdicts has those who wait for the fold, by the ids of their attempts. The
// zero value is ready.
type verdicts struct {
	mu      sync.Mutex
	waiting map[string]chan *Refusal
}

// await returns where the verdict will be. It comes before the record can be folded.
func (v *verdicts) await(attempt string) <-chan *Refusal {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.waiting == nil {
		v.waiting = map[string]chan *Refusal{}
	}
	verdict := make(chan *Refusal, 1)
	v.waiting[attempt] = verdict
	return verdict
}

func (v *verdicts) forget(attempt string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.waiting, attempt)
}

// tell gives the verdict to whoever waits for it, if that is somebody here.
func (v *verdicts) tell(attempt string, refused *Refusal) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if verdict, ok := v.waiting[attempt]; ok {
		delete(v.waiting, attempt)
		verdict <- refused // there is room for one, and there is one
	}
}
