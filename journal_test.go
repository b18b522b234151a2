package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen. It is far beyond
// what anything takes: it ends a test that has failed, and decides none.
const patience = 2 * time.Minute

// withPatience is a context for the waits of a test.
func withPatience(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// A journal is what was seen, in order. Each entry can be found once, so that
// a test that expects the same thing twice needs it to come twice. Safe for
// concurrent use.
type journal[T any] struct {
	mu      sync.Mutex
	entries []entry[T]
	ended   bool
	grown   chan struct{} // closed and replaced when an entry comes
}

type entry[T any] struct {
	what  T
	found bool
}

func newJournal[T any]() *journal[T] { return &journal[T]{grown: make(chan struct{})} }

func (j *journal[T]) add(what T) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry[T]{what: what})
	j.wakeLocked()
}

// amend changes the newest entry.
func (j *journal[T]) amend(change func(T) T) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n := len(j.entries); n > 0 {
		j.entries[n-1].what = change(j.entries[n-1].what)
		j.wakeLocked()
	}
}

// end tells those who wait that nothing more comes.
func (j *journal[T]) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
	j.wakeLocked()
}

func (j *journal[T]) wakeLocked() {
	close(j.grown)
	j.grown = make(chan struct{})
}

// find waits for an entry that was not found before.
func (j *journal[T]) find(ctx context.Context, match func(T) bool) (T, error) {
	for {
		what, ok, grown := j.look(match)
		if ok {
			return what, nil
		}
		if grown == nil {
			return what, fmt.Errorf("it ended with %v", j.all())
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return what, fmt.Errorf("%w; it has %v", ctx.Err(), j.all())
		}
	}
}

// look finds an entry that is there, or else returns what to wait for: nil if
// nothing more comes.
func (j *journal[T]) look(match func(T) bool) (what T, ok bool, grown <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.IndexFunc(j.entries, func(e entry[T]) bool { return !e.found && match(e.what) })
	if i >= 0 {
		j.entries[i].found = true
		return j.entries[i].what, true, nil
	}
	if j.ended {
		return what, false, nil
	}
	return what, false, j.grown
}

// size is how many entries there are.
func (j *journal[T]) size() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.entries)
}

// after waits for an entry behind the first n, and looks at each once: for where
// much comes.
func (j *journal[T]) after(ctx context.Context, n int, match func(*T) bool) (what T, err error) {
	for {
		j.mu.Lock()
		for ; n < len(j.entries); n++ {
			if match(&j.entries[n].what) {
				defer j.mu.Unlock()
				return j.entries[n].what, nil
			}
		}
		ended, grown := j.ended, j.grown
		j.mu.Unlock()
		if ended {
			return what, errors.New("it ended")
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return what, ctx.Err()
		}
	}
}

// over tells whether nothing more comes.
func (j *journal[T]) over() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ended
}

// wait returns when nothing more comes.
func (j *journal[T]) wait(ctx context.Context) error {
	for {
		j.mu.Lock()
		ended, grown := j.ended, j.grown
		j.mu.Unlock()
		if ended {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// all is what came so far.
func (j *journal[T]) all() []T {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []T
	for _, e := range j.entries {
		all = append(all, e.what)
	}
	return all
}
