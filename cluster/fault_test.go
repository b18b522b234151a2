package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
	"talktalktalk/room/replica"
	"talktalktalk/storage"
)

// A poorStore is one on a disk that fails for a while.
type poorStore struct {
	*storage.Log
	unread    atomic.Int32 // keys that cannot be read
	untrimmed atomic.Bool  // no trim can be written
	tried     chan struct{}
	asked     func() // is called before the first key is read
	shown     func() // is called when readers see something for the first time
}

var errDisk = errors.New("the disk does not read that")

func (s *poorStore) Keyed(ctx context.Context, key string) (room.Seq, time.Time, bool, error) {
	s.asked()
	if s.unread.Add(-1) >= 0 {
		return 0, time.Time{}, false, errDisk
	}
	return s.Log.Keyed(ctx, key)
}

func (s *poorStore) Apply(ctx context.Context, steps []replica.Step, at replica.Position, show bool) error {
	for _, step := range steps {
		if step.Trim > 0 && s.untrimmed.Load() {
			select {
			case s.tried <- struct{}{}:
			default:
			}
			return errDisk
		}
	}
	err := s.Log.Apply(ctx, steps, at, show)
	if show {
		s.shown()
	}
	return err
}

// openPoor opens the log in dir on a poor store, which prepare makes so.
func openPoor(t *testing.T, nats *natstest.Cluster, dir string, prepare func(*poorStore)) (*cluster.Log, *poorStore) {
	t.Helper()
	own, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	store := &poorStore{Log: own, tried: make(chan struct{}, 1), asked: func() {}, shown: func() {}}
	prepare(store)
	log, err := cluster.Open(t.Context(), store, cluster.Options{Servers: nats.URLs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() }) // it may be closed
	return log, store
}

// TestOwnDiskFails: an entry that could not be decided, as the own store could not be read, is
// decided when it can, while the server catches up (what was read ahead is not what comes then) and
// later; and what was not stored yet when the server ended is, after the start.
func TestOwnDiskFails(t *testing.T) {
	nats := natstest.Start(t)
	dir := t.TempDir()
	well := open(t, nats, t.TempDir())
	last := fill(t, well, cluster.ReadingMost+cluster.FetchMost+1)
	poor, store := openPoor(t, nats, dir, func(store *poorStore) { store.unread.Store(1) })
	same(t, last, well, poor)
	if t.Failed() {
		return // nobody takes anything where servers differ
	}
	store.unread.Store(3)
	for i := range 20 {
		last = put(t, well, fmt.Sprint("key", i), fmt.Sprint("body ", i))
	}
	same(t, last, well, poor)
	if left := store.unread.Load(); left >= 0 {
		t.Errorf("the store would fail %d times more", left)
	}

	store.untrimmed.Store(true)
	if err := well.Trim(t.Context(), last-3); err != nil {
		t.Fatal(err)
	}
	<-store.tried
	if err := poor.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, nats, dir)
	last = put(t, well, "last", "last")
	same(t, last, well, again)
}

// TestOwnDiskIsSlow: what a server sends comes to the others while its own disk does not take what it
// sent before, which is told when it does.
func TestOwnDiskIsSlow(t *testing.T) {
	t.Parallel()
	nats := &natstest.Cluster{URLs: natstest.Alone(t, "").URL}
	var slow atomic.Bool
	goesOn := make(chan struct{})
	goOn := sync.OnceFunc(func() { close(goesOn) })
	poor, _ := openPoor(t, nats, t.TempDir(), func(store *poorStore) {
		store.shown = func() {
			if slow.Load() {
				<-goesOn
			}
		}
	})
	t.Cleanup(goOn) // before it is closed
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	next, stop := iter.Pull2(open(t, nats, t.TempDir()).Follow(ctx, 0))
	defer stop()
	slow.Store(true)
	var outcomes []room.Outcome
	for _, text := range []string{"first", "second"} {
		outcome, err := poor.Submit(ctx, text, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, outcome)
		batch, err, _ := next()
		if err != nil || len(batch) != 1 || string(batch[0].Body) != text {
			t.Fatalf("another server has %v, %v, where %q is sent", batch, err, text)
		}
	}
	goOn()
	for i, outcome := range outcomes {
		if _, _, err := outcome(ctx); err != nil {
			t.Errorf("message %d: %v", i, err)
		}
	}
}

// TestErasedAhead: a server that catches up shows nothing before it has what stands in for
// a message that was erased before it read that.
func TestErasedAhead(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	well := open(t, nats, t.TempDir())
	of := fill(t, well, 2*cluster.ReadingMost) // behind what is read ahead
	rec, _, _, err := well.Current(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	erase := func() error {
		put(t, well, "between", "what comes between")
		put(t, well, "before", "that and the amendment")
		_, _, err := well.Amend(t.Context(), "", []byte("about"), room.Amendment{Of: of, Was: rec.Body, Body: []byte("amended")})
		return errors.Join(err, well.EraseNow(t.Context()))
	}
	openPoor(t, nats, t.TempDir(), func(store *poorStore) {
		store.asked = sync.OnceFunc(func() { // by now it has learned how far there is to go
			nats.AwaitConsumers(t, 1)
			if err := erase(); err != nil {
				t.Error(err)
			}
		})
		store.shown = sync.OnceFunc(func() {
			rec, _, _, err := store.Current(t.Context(), of)
			if err != nil || string(rec.Body) != "amended" {
				t.Errorf("Current(%d) = %q, %v, when readers see it", of, rec.Body, err)
			}
		})
	})
	nats.AwaitConsumers(t, 0)
}

// TestWithoutConsumers: where NATS lets us have no consumer, and nothing else than docs/cluster.md says, an
// empty server catches up, too.
func TestWithoutConsumers(t *testing.T) {
	t.Parallel()
	nats := natstest.Alone(t, `authorization { users [ { user: ann, password: secret, permissions: {
		publish: { allow: ["talktalktalk.>", "$JS.API.>", "$KV.>"], deny: "$JS.API.CONSUMER.>" }
		subscribe: ["talktalktalk.>", "_INBOX.>"]
	} } ] }`)
	servers := &natstest.Cluster{URLs: strings.Replace(nats.URL, "://", "://ann:secret@", 1)}
	well := open(t, servers, t.TempDir())
	last := fill(t, well, cluster.ReadingMost+cluster.FetchMost)
	same(t, last, well, open(t, servers, t.TempDir()))
}
