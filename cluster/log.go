package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// A Store is the copy of the log that a server keeps: what the room reads, and what
// the stream does to it. Nothing is appended to it.
type Store interface {
	room.Log
	Memory() room.Memory
	Close() error

	Apply(ctx context.Context, steps []replica.Step, at replica.Position, show bool) error
	Position(ctx context.Context) (replica.Position, error)
	Adopt(ctx context.Context, epoch string, at replica.Position) error
	Tail() (room.Seq, time.Time)
	Keyed(ctx context.Context, key string) (room.Seq, time.Time, bool, error)
	Current(ctx context.Context, of room.Seq) (rec room.Record, v replica.Version, key string, err error)
	Marks(ctx context.Context, n int) ([]replica.Mark, error)
	Unmark(ctx context.Context, marks []replica.Mark) error
	AllKeys(ctx context.Context, yield func([]replica.Keyed) error) error
	Sum(ctx context.Context, from, to room.Seq) (replica.Sum, error)

	Note(ctx context.Context, person string) (replica.Note, error)
	AllNotes(ctx context.Context, yield func([]replica.Note) error) error
}

// Options are the settings of a Log.
type Options struct {
	Servers     string       // addresses of NATS servers, with commas between them
	Credentials string       // file with credentials, "" for none
	Logger      *slog.Logger // nil for silence
}

// A Log is a room.Log that several servers share. It is safe for concurrent use and
// must be closed, which closes its store.
type Log struct {
	Store    // for reading
	opts     Options
	logger   *slog.Logger
	bus      *bus
	server   uint64 // this one's number, as long as it runs
	attempts *attempts
	queue    chan *attempt // to be published
	follower *follower
	notes    *notes
	audit    *audit
	reach    *reach

	trouble    atomic.Pointer[error] // why nothing can be stored now; nil if it can
	doubted    atomic.Bool           // the stream may not be the one that was followed: nothing is sent or read
	stuck      atomic.Bool           // what was sent last is refused by now
	generation atomic.Pointer[string]
	news       chan struct{} // holds one: there is something to read
	heard      atomic.Uint64 // up to which number, at least
	lowest     atomic.Uint64 // what is below was trimmed, or is at any moment
	changed    chan struct{} // holds one: the connection came or went
	marked     chan struct{} // holds one: there is something to erase

	work    sync.WaitGroup
	stop    context.CancelFunc
	closing chan struct{}
	close   func() error // once
}

var _ room.Log = (*Log)(nil)

// Open follows the stream, which it makes if there is none yet, with the history that
// store has. It returns when store has all that the stream had at that moment; or, if
// store has a history and NATS is not to be had for a while, without that.
func Open(ctx context.Context, store Store, opts Options) (*Log, error) {
	l := &Log{
		Store: store, opts: opts, logger: opts.Logger, server: rand.Uint64(),
		attempts: newAttempts(), queue: make(chan *attempt, gathering),
		news: make(chan struct{}, 1), changed: make(chan struct{}, 1), marked: make(chan struct{}, 1),
		closing: make(chan struct{}),
	}
	if l.logger == nil {
		l.logger = slog.New(slog.DiscardHandler)
	}
	l.close = sync.OnceValue(l.shut)
	l.note(errNotYet)
	var err error
	if l.bus, err = connect(opts, l.logger, func() { wake(l.changed) }); err != nil {
		return nil, err
	}
	l.notes, l.audit, l.reach = newNotes(l), newAudit(l), &reach{log: l}
	own, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	if l.follower, err = newFollower(ctx, l); err != nil {
		return nil, errors.Join(err, l.abandon())
	}
	l.work.Go(func() { l.follower.run(own) })
	l.work.Go(func() { l.publish(own) })
	l.work.Go(func() { l.erase(own) })
	l.work.Go(func() { l.notes.run(own) })
	l.work.Go(func() { l.audit.run(own) })
	if err := l.await(ctx); err != nil {
		return nil, errors.Join(err, l.abandon())
	}
	return l, nil
}

// awaitMost is how long a server with a history waits for NATS before it begins to
// serve what it has.
const awaitMost = 10 * time.Second

// await waits until the follower has caught up.
func (l *Log) await(ctx context.Context) error {
	var patience <-chan time.Time
	if seq, _ := l.Tail(); seq > 0 {
		timer := time.NewTimer(awaitMost)
		defer timer.Stop()
		patience = timer.C
	}
	for {
		select {
		case <-l.follower.caught:
			return nil
		case <-l.follower.refused: // it only reads
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-patience:
			if l.follower.following.Load() { // it is only far behind
				patience = nil
				continue
			}
			l.logger.Warn("NATS is not there: what is stored here can be read", "why", l.Writable())
			return nil
		}
	}
}

// errNotYet is the trouble before anything is known.
var errNotYet = errors.New("the servers of the stream are not reached yet")

// note notes why nothing can be stored, nil if it can.
func (l *Log) note(why error) {
	was := l.trouble.Load()
	switch {
	case why == nil:
		l.trouble.Store(nil)
		if was != nil {
			l.logger.Info("following the stream")
		}
	default:
		err := fmt.Errorf("%w: %w", forVisitors(why), why)
		l.trouble.Store(&err)
		if was == nil || (*was).Error() != err.Error() {
			l.logger.Warn("only reading", "why", why)
		}
	}
}

// Writable returns nil if Append can be expected to work now.
func (l *Log) Writable() error {
	if err := l.Store.Writable(); err != nil {
		return err
	}
	if err := l.trouble.Load(); err != nil {
		return *err
	}
	if err := l.differs(); err != nil {
		return err
	}
	if l.stuck.Load() {
		return errLate
	}
	return l.attempts.late()
}

// Close ends what is under way, and closes the store.
func (l *Log) Close() error { return l.close() }

func (l *Log) shut() error {
	close(l.closing)
	l.stop()
	l.work.Wait()
	l.bus.close()
	l.attempts.end(room.ErrLogClosed)
	return l.Store.Close()
}

// abandon ends what Open began, but not the store, which is the caller's then.
func (l *Log) abandon() error {
	l.stop()
	l.work.Wait()
	l.bus.close()
	return nil
}

// wake puts something into a channel that holds one.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is there
	}
}

// rest returns false when ctx ends before d is over.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
