package room

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// ErrClosing is what Join, Enter and Next return once the room is closing.
var ErrClosing = errors.New("the room is closing")

// followAgain is how long the room waits before it follows a log again that broke off.
const followAgain = time.Second

// Options are the settings of a room.
type Options struct {
	AdminName string   // the reserved name, "admin"
	Secret    Secret   // unlocks it
	AdminKeys []string // fingerprints of the ssh keys of admins
	Flood     Flood
	Meter     Meter         // nil for none
	Index     Index         // nil: only the newest messages are searched. The room does not close it
	Memory    Memory        // nil remembers nobody
	Peers     Peers         // nil: the room has one server
	Keep      time.Duration // messages older than this are removed; 0 for none
	Logger    *slog.Logger
}

// Flood is how many messages one person may send in any Window (B29). The
// zero value lifts every budget.
type Flood struct {
	Messages int
	Window   time.Duration
}

// A Room is the one chat room of this process. All its methods are safe for
// concurrent use.
type Room struct {
	log       Log
	opts      Options
	key       roomKey
	feed      *feed
	presence  *presence
	peering   *peering // nil for a server that is alone
	limits    *limits
	admins    map[string]bool // ids of the admins' keys
	secret    atomic.Pointer[Secret]
	state     atomic.Pointer[state] // as of the newest batch; never modified
	verdicts  verdicts
	codes     codes // of /link
	callees   callees
	tries     tries
	head      atomic.Uint64 // newest message; set before the feed has it, so that no reader is above
	changed   atomic.Uint64 // newest change to a message, likewise
	stored    atomic.Uint64 // newest message that its writer was told of
	progress  progress      // of the feed
	entering  attempts
	commands  []Command
	indexer   *indexer
	searching chan struct{} // held by who searches

	cancel  context.CancelFunc // ends the room's own goroutines
	unwatch func()             // ends the hearing of notes
	work    sync.WaitGroup
	closing chan struct{}

	pace   pace
	ends   ends
	purged chan struct{} // holds one: there is something to erase

	proposing atomic.Int64 // acts whose verdict is not known yet

	mu       sync.Mutex
	sessions map[*Session]struct{}
	closed   bool
	drained  chan struct{} // closed when the room is closing and the last session has left
}

// Open follows log and returns when the room as it stood is known. ctx bounds
// the opening only. The room does not close log.
func Open(ctx context.Context, log Log, opts Options) (*Room, error) {
	s, f, err := load(ctx, log)
	if err == nil && s.Key == nil {
		s, f, err = found(ctx, log)
	}
	if err != nil {
		return nil, fmt.Errorf("open the room: %w", err)
	}
	r := &Room{
		log: log, opts: opts, key: s.Key, feed: f, commands: commands, admins: map[string]bool{},
		limits: newLimits(opts.Flood, s.Key), tries: newTries(opts.Flood), closing: make(chan struct{}), drained: make(chan struct{}),
		searching: make(chan struct{}, searchesNow),
	}
	r.sessions = map[*Session]struct{}{}
	r.purged = make(chan struct{}, 1)
	for _, fingerprint := range opts.AdminKeys {
		r.admins[r.key.keyID(fingerprint)] = true
	}
	r.limits.reads.told = r.tellRefused
	r.limits.joint.by[countPace] = paceCounter{&r.pace, r.slowSpan}
	r.indexer = &indexer{room: r, index: opts.Index, trimmed: make(chan struct{}, 1), told: time.Now()}
	r.secret.Store(&opts.Secret)
	r.presence = newPresence(f.push)
	r.publish(s)
	r.progress.feed(s.At)
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.cancel = cancel
	r.work.Go(func() { r.follow(own, s) })
	if err := r.openPeering(own); err != nil {
		cancel()
		r.work.Wait()
		return nil, err
	}
	r.watchNotes(own)
	r.work.Go(func() { r.presence.run(own.Done()) })
	r.work.Go(func() { r.keepNotes(own) })
	if opts.Index != nil {
		r.work.Go(func() { r.indexer.run(own) })
	}
	if opts.Keep > 0 {
		r.work.Go(func() { r.trim(own) })
	}
	r.work.Go(func() { r.erase(own) })
	return r, nil
}

// found makes the key of a new room. Where several servers open a new log at
// once, the first key in it is everybody's.
func found(ctx context.Context, log Log) (*state, *feed, error) {
	key := make([]byte, keySize)
	rand.Read(key) // never fails
	body, err := entry{Kind: kindFounded, Key: key}.encode()
	if err == nil {
		_, _, err = log.Append(ctx, "", body)
	}
	if err != nil {
		return nil, nil, err
	}
	return load(ctx, log)
}

// follow takes what is added to the log into the state and hands it on.
func (r *Room) follow(ctx context.Context, s *state) {
	var writing sync.WaitGroup
	defer writing.Wait()
	checkpointed := s.At
	for ctx.Err() == nil {
		for batch, err := range r.log.Follow(ctx, s.At) {
			if err != nil {
				r.broke(ctx, err)
				break
			}
			r.take(ctx, s, batch)
			if s.At-checkpointed >= checkpointEvery {
				checkpointed = s.At
				state := s.clone()
				writing.Wait() // one at a time; the last one was long ago
				writing.Go(func() { r.checkpoint(ctx, state) })
			}
		}
	}
}

// now is the state as far as it is folded. It must not be modified.
func (r *Room) now() *state { return r.state.Load() }

// publish shows the parts of the state that sessions ask for.
func (r *Room) publish(s *state) {
	r.head.Store(uint64(s.Head))
	r.changed.Store(uint64(s.Changed))
	now := s.view()
	now.Order.ends = &r.ends
	r.ends.take(&now.Order, time.Now())
	r.state.Store(now)
}

func (r *Room) broke(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	r.opts.Logger.Error("following the log broke off", "err", err)
	select {
	case <-ctx.Done():
	case <-time.After(followAgain):
	}
}

func (r *Room) checkpoint(ctx context.Context, s *state) {
	body, err := entry{Kind: kindCheckpoint, State: s}.encode()
	if err == nil {
		_, _, err = r.log.Append(ctx, "", body)
	}
	if err != nil && ctx.Err() == nil {
		r.opts.Logger.Warn("no checkpoint written", "at", s.At, "err", err)
	}
}

// Roster returns the people who are here, in natural order of their names, at
// most max of them, and how many there are in truth.
func (r *Room) Roster(max int) ([]Member, int) {
	members, online := r.presence.roster(max)
	now := r.now()
	for i, m := range members {
		members[i].Claimed = now.Persons.owns(m.Who, m.Name)
	}
	return members, online
}

// Epoch is the log's.
func (r *Room) Epoch() string { return r.log.Epoch() }

// Head is the number of the newest message that anybody knows of: one that its
// writer was told is stored may reach the readers a moment later.
func (r *Room) Head() Seq { return Seq(max(r.head.Load(), r.stored.Load())) }

// Folded is the number of the last record that the room has taken in.
func (r *Room) Folded() Seq { return Seq(r.progress.fed.Load()) }

// Flood is the limit in force.
func (r *Room) Flood() Flood { return r.opts.Flood }

// Writable returns nil if messages can be stored now, else why not.
func (r *Room) Writable() error { return r.log.Writable() }
