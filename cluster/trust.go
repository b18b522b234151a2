package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nuid"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// checkEvery is how often the stream is asked who it is; more often in trouble.
const (
	checkEvery = 2 * time.Second
	checkSoon  = 500 * time.Millisecond
	doubtFor   = 3 * time.Second // a stream is looked at again before it is distrusted
)

// A distrust is why a stream is not followed: it would change what is stored here.
type distrust struct {
	why  string // a clause that visitors read, too
	help string // what is to be done
}

func (d *distrust) Error() string { return d.why + d.help }

// What a server says that does not follow.
const (
	whyEmpty   = "NATS has lost the room's stream"
	whyShorter = "the room's stream in NATS ends at %d, the history here at %d"
	whyBehind  = "the room's stream in NATS ends at %d, the history of another server at %d"
	whyPutBack = "the room's stream in NATS was put back to an older state, and has gone on from there"
	whyForeign = "the stream in NATS is another room's, or of another time"

	howToRestore = `. What is stored here stays as it is, and nothing is added. On the machine with the longest history stop the server and run "talktalktalk cluster restore"`
	howToJoin    = `. What is stored here stays as it is, and nothing is added. To join that room, start on an empty folder; to have this one back, remove that stream ("nats stream rm ` + streamName + `") and run "talktalktalk cluster restore" in place of the server`
)

// forVisitors is why in words that are for everybody.
func forVisitors(why error) error {
	var d *distrust
	switch {
	case errors.As(why, &d):
		return &room.Unavailable{Why: d.why + `; "talktalktalk cluster restore" is for whoever looks after this server`}
	case errors.Is(why, errFounding):
		return &room.Unavailable{Why: errFounding.Error()}
	case errors.Is(why, room.ErrUnavailable):
		return why
	}
	return errLate
}

// errDoubt is why nobody writes while a stream is looked at again.
var errDoubt = errors.New("the stream does not look like the one that was followed, and is looked at again")

// errFounding is why nobody follows yet.
var errFounding = errors.New("another server is still bringing its history into NATS")

// agree asks the stream who it is, and makes it if nobody has.
func (f *follower) agree(ctx context.Context) error {
	if err := f.log.reach.tell(!f.recognized); err == nil && !f.recognized && f.at.Generation != "" {
		rest(ctx, answersWithin)
	}
	_, reached := f.log.reach.known() // before the stream says how far it goes
	a, err := f.log.bus.describe(ctx)
	tail, _ := f.log.Tail()
	switch {
	case errors.Is(err, errNoStream) && f.at.Generation != "":
		return &distrust{whyEmpty, howToRestore}
	case errors.Is(err, errNoStream):
		return f.found(ctx)
	case err != nil:
		return err
	case !a.founded && a.epoch == f.log.Epoch() && (f.at.Generation == "" || f.at.Generation == a.generation):
		return f.seed(ctx, a)
	case a.generation == f.at.Generation && a.last < f.at.Seq:
		f.recognized = false
		return &distrust{fmt.Sprintf(whyShorter, a.last, f.at.Seq), howToRestore}
	case a.generation == f.at.Generation && a.last < reached:
		f.recognized = false
		return &distrust{fmt.Sprintf(whyBehind, a.last, reached), howToRestore}
	case a.generation == f.at.Generation:
		if err := f.recognize(ctx, a); err != nil {
			return err
		}
		return f.trust(ctx, a)
	case f.mayJoin(a, tail == 0) && !a.founded:
		return errFounding
	case f.mayJoin(a, tail == 0):
		err := f.adopt(ctx, a, replica.Position{Generation: a.generation, Seq: a.first - 1, Lowest: f.at.Lowest})
		return errors.Join(err, f.trust(ctx, a))
	}
	return &distrust{whyForeign, howToJoin}
}

// doubt notes what agree found. That the stream must not be followed is said when it looked
// so for a while: a NATS server that has just begun to lead may not know of all that it has.
func (f *follower) doubt(err error) error {
	doubted := errors.As(err, new(*distrust))
	f.log.doubted.Store(doubted)
	switch {
	case !doubted:
		f.since = time.Time{}
	case f.since.IsZero():
		f.since = time.Now()
	}
	if doubted && time.Since(f.since) < doubtFor {
		return errDoubt
	}
	return err
}

// mayJoin tells whether a stream that this server has not followed has all that is
// stored here: nothing is, or the stream was restored by a server that had it.
func (f *follower) mayJoin(a about, empty bool) bool {
	if f.at.Generation == "" {
		return empty && a.epoch != ""
	}
	return a.epoch == f.log.Epoch() && a.former == f.at.Generation && f.at.Seq <= a.head
}

// trust has the stream followed.
func (f *follower) trust(ctx context.Context, a about) error {
	if f.log.generation.Load() == nil || *f.log.generation.Load() != a.generation {
		if err := f.listen(a.generation); err != nil {
			return err
		}
		if a.replicas < replicasUsual {
			f.log.logger.Warn("the stream is on less than three NATS servers: what one of them loses may be lost", "replicas", a.replicas)
		}
		f.log.generation.Store(&a.generation)
	}
	f.log.share(ctx, a)
	return nil
}

// adopt begins to follow another stream.
func (f *follower) adopt(ctx context.Context, a about, at replica.Position) error {
	if err := f.log.Adopt(ctx, a.epoch, at); err != nil {
		return err
	}
	f.log.logger.Info("following a stream", "generation", a.generation, "from", at.Seq+1)
	err := f.begin(at)
	f.log.attempts.fail(errLate) // what was sent to another stream is in none
	return err
}

// newGeneration names a stream.
func newGeneration() string { return nuid.Next() }
