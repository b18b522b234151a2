package cluster

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// How long the follower waits for news that it has not heard of, and how long for a
// NATS server that does not have yet what another one told.
const (
	lookEvery     = time.Second
	pushedWithin  = 10 * time.Millisecond // after it was heard of
	lookFirst     = time.Millisecond
	lookDoublings = 10
)

// pushedMost is how much that NATS has stored waits here to be applied.
const pushedMost = 1024

// Bounds of what is applied as one batch. While something is shown, that is what one page has.
const (
	stepsMost  = 4096
	stepsBytes = 1 << 20 // of messages
)

// A follower reads the stream, in order, and has the rules decide what becomes of each
// entry, and the store keep that.
type follower struct {
	log       *Log
	at        replica.Position // as it is stored
	rules     *rules
	reading   reading
	unread    time.Time // when that did not work; zero for never
	joined    assembler
	cursor    room.Seq // the last message that was read
	whole     room.Seq // before this nothing is shown: entries are missing, and what stands in for them comes later
	lacking   bool     // something was erased before it was read, since whole was learned
	target    room.Seq // of the catching up
	empty     int      // times that nothing was read, one after the other
	waited    bool     // for what was heard of to be pushed
	hidden    bool     // what was applied last is not shown yet
	checked   time.Time
	news      *nats.Subscription
	pushed    chan message // what NATS stores, as it does; what does not fit is read later
	fetched   time.Time
	following atomic.Bool // it is known how far there is to go

	recognized bool      // the stream has what was read of it last, since the connection came
	since      time.Time // of the doubt whether the stream may be followed; zero for none

	caught, refused chan struct{}
	catch, refuse   func() // close them, once

	steps    []replica.Step
	bytes    int // of the messages of steps
	verdicts []answer
	applied  int // so many of the verdicts are on what is applied, and hidden yet
}

// An answer is what is told to the one who proposed an entry here.
type answer struct {
	number uint64
	verdict
}

func newFollower(ctx context.Context, l *Log) (*follower, error) {
	f := &follower{log: l, reading: reading{bus: l.bus}, pushed: make(chan message, pushedMost), caught: make(chan struct{}), refused: make(chan struct{})}
	f.catch = sync.OnceFunc(func() { close(f.caught) })
	f.refuse = sync.OnceFunc(func() { close(f.refused) })
	at, err := l.Position(ctx)
	return f, errors.Join(err, f.begin(at))
}

// begin follows from a position on.
func (f *follower) begin(at replica.Position) error {
	f.reading.end()
	f.at, f.cursor, f.joined = at, at.Seq, assembler{}
	f.steps, f.bytes, f.verdicts, f.applied = nil, 0, nil, 0
	f.log.audit.pass(0)
	f.log.lowest.Store(uint64(at.Lowest))
	f.recognized = false
	f.renew()
	f.whole, f.target = room.MaxSeq, room.MaxSeq // until it is known how far it goes
	err := f.log.reach.begin(at.Generation)
	f.log.reach.note(at.Generation, at.Seq)
	return err
}

// run follows until ctx ends.
func (f *follower) run(ctx context.Context) {
	defer func() {
		f.reading.end()
		if f.news != nil {
			_ = f.news.Unsubscribe() // fails when the connection is closed, and then it is gone
		}
	}()
	for ctx.Err() == nil {
		f.check(ctx)
		if f.log.generation.Load() == nil || f.log.doubted.Load() {
			f.reading.end()
			f.pause(ctx, checkSoon)
			continue
		}
		if err := f.advance(ctx); err != nil && ctx.Err() == nil {
			f.log.note(err)
			f.pause(ctx, checkSoon)
		}
	}
}

// check asks the stream who it is, when that is due.
func (f *follower) check(ctx context.Context) {
	due := checkEvery
	if f.log.trouble.Load() != nil {
		due = checkSoon
	}
	if time.Since(f.checked) < due {
		return
	}
	err := f.doubt(f.agree(ctx))
	f.checked = time.Now()
	if ctx.Err() != nil {
		return
	}
	if errors.As(err, new(*distrust)) {
		f.refuse()
	}
	if err == nil && f.target == room.MaxSeq {
		err = f.aim(ctx)
	}
	f.log.note(err)
}

// aim learns how far there is to go before all is there that the stream has now.
func (f *follower) aim(ctx context.Context) error {
	last, err := f.log.bus.last(ctx, f.at.Generation)
	if err != nil {
		return err
	}
	f.whole, f.target, f.lacking = last, last, false
	f.following.Store(true)
	return nil
}

// listen hears what is stored in a stream, from the server that leads it.
func (f *follower) listen(generation string) error {
	news, err := f.log.bus.conn.Subscribe(newsSubject(generation), func(m *nats.Msg) {
		one, err := read(m)
		if err != nil || m.Header.Get(headSubject) != logSubject(generation) {
			return
		}
		select {
		case f.pushed <- one:
		default: // it is read from the stream
		}
		if m.Header.Get(headBatch) == "" || m.Header.Get(headCommit) != "" {
			f.log.hear(one.seq) // a group is applied as it was published, with one sync
		}
	})
	if err != nil {
		return err
	}
	if f.news != nil {
		_ = f.news.Unsubscribe() // it is of a stream that is gone
	}
	f.news = news
	return nil
}

// next is those of what is pushed that come next.
func (f *follower) next() (page []message) {
	for want := f.cursor + 1; len(page) < fetchMost; {
		select {
		case m := <-f.pushed:
			if m.seq == want {
				page = append(page, m)
				want++
			}
		default:
			return page
		}
	}
	return page
}

// advance reads and applies what there is, or waits for more.
func (f *follower) advance(ctx context.Context) (err error) {
	page := f.next()
	if len(page) == 0 {
		if f.cursor >= max(f.whole, room.Seq(f.log.heard.Load())) && time.Since(f.fetched) < lookEvery {
			f.pause(ctx, lookEvery)
			return nil
		}
		if ahead := room.Seq(f.log.heard.Load()) - f.cursor; !f.waited && f.cursor >= f.whole && ahead <= pushedMost {
			f.waited = true // it is on its way here
			f.pause(ctx, pushedWithin)
			return nil
		}
		f.waited = false
		if page, err = f.read(ctx); err != nil {
			f.checked = time.Time{}
			return err
		}
		f.fetched = time.Now()
	}
	if len(page) == 0 {
		return f.idle(ctx)
	}
	f.empty, f.waited = 0, false
	for _, m := range page {
		f.lacking = f.lacking || m.seq > f.cursor+1
		if f.lacking && m.seq >= f.whole {
			if err := f.lacks(ctx); err != nil {
				return err
			}
		}
		if err := f.take(ctx, m); err != nil {
			return err
		}
	}
	if f.cursor < f.whole && !f.full() {
		return nil // nobody waits for it
	}
	if err := f.apply(ctx); err != nil {
		return err
	}
	if f.cursor >= f.whole { // though more may have come meanwhile
		f.all()
	}
	return nil
}

// all is for when all is here that the stream had.
func (f *follower) all() {
	f.log.audit.pass(f.at.Seq)
	f.catch()
}

// lacks is for when all seems to be here, but something was erased before it was read: what stands
// in for it comes later.
func (f *follower) lacks(ctx context.Context) error {
	if err := f.apply(ctx); err != nil {
		return err
	}
	return f.aim(ctx)
}

// idle waits for more, when there is nothing to be read.
func (f *follower) idle(ctx context.Context) error {
	if f.whole != room.MaxSeq && (f.cursor < f.whole || f.lacking) {
		if err := f.aim(ctx); err != nil { // the last ones may be erased meanwhile
			return err
		}
	}
	if f.cursor >= f.whole {
		if err := f.apply(ctx); err != nil {
			return err
		}
		f.all()
	}
	// The NATS server that answers may lack for a moment what another one told. What
	// was told may also be erased by now.
	wait := lookEvery
	if f.cursor < room.Seq(f.log.heard.Load()) {
		wait = min(lookFirst<<f.empty, lookEvery)
	}
	f.empty = min(f.empty+1, lookDoublings)
	f.pause(ctx, wait)
	return nil
}

// pause waits for news, a change of the connection, or for d.
func (f *follower) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-f.log.news:
		f.empty = 0
	case <-f.log.changed:
		f.checked, f.recognized = time.Time{}, false
	case <-t.C:
	case <-ctx.Done():
	}
}
