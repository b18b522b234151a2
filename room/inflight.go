package room

import (
	"context"
	"errors"
	"sync"
)

// attempts lets a second request with a key that is still on its way wait for
// the first one's answer (B1).
type attempts struct {
	mu  sync.Mutex
	now map[string]*attempt
}

// An attempt is a request on its way.
type attempt struct {
	all *attempts
	key string

	finished chan struct{} // closed when the answer is there:
	receipt  Receipt
	err      error
}

// errGivenUp is what those get who joined a request that was given up: it may
// be stored or not, so they ask anew.
var errGivenUp = errors.New("the first request was given up")

// join returns the attempt with the key that is under way, or a new one, the
// caller's own, which is to be run.
func (a *attempts) join(key string) (_ *attempt, own bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if under := a.now[key]; under != nil {
		return under, false
	}
	if a.now == nil {
		a.now = map[string]*attempt{}
	}
	a.now[key] = &attempt{all: a, key: key, finished: make(chan struct{})}
	return a.now[key], true
}

// run begins the request, and gives all who have joined it its answer.
func (a *attempt) run(begin func() (Receipt, Answer, error)) (r Receipt, later Answer, err error) {
	err = errGivenUp // unless begin returns
	defer func() {
		if later == nil {
			a.finish(r, err)
		}
	}()
	if r, later, err = begin(); later == nil {
		return r, nil, err
	}
	answer := later
	return r, func(ctx context.Context) (r Receipt, err error) {
		err = errGivenUp
		defer func() { a.finish(r, err) }()
		return answer(ctx)
	}, nil
}

// finish gives the answer to all who have joined.
func (a *attempt) finish(r Receipt, err error) {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = errGivenUp
	}
	a.receipt, a.err = r, err
	a.all.mu.Lock()
	delete(a.all.now, a.key)
	a.all.mu.Unlock()
	close(a.finished)
}

func (a *attempt) wait(ctx context.Context) (Receipt, error) {
	select {
	case <-a.finished:
		return a.receipt, a.err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
}
