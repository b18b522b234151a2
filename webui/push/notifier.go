package push

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/markup"
	"talktalktalk/room/names"
)

const (
	workers = 8   // notices sent at once
	waiting = 256 // notices that wait for a worker

	pause = 10 * time.Second // between two notices to one person (B41)
	batch = 100              // messages read at once
)

// Options are the settings of a Notifier.
type Options struct {
	Title    string // the room's
	Contact  string // an https address of this server, which push services are told; "" for none
	Services Services
	Logger   *slog.Logger // nil for silence
}

// A Notifier tells those who are called while they are away. Make one with New.
type Notifier struct {
	room   *room.Room
	opts   Options
	keys   keys
	client *http.Client
	queue  chan notice
	stop   context.CancelFunc
	work   sync.WaitGroup

	sent, gone, failed, dropped atomic.Int64

	told map[string]time.Time // when somebody was told last; for follow alone

	rests rests
}

// A notice is to go to one browser.
type notice struct {
	to      room.Subscription
	payload []byte
}

// New returns the notifier of r, which begins with what is said from now on. Its
// Close must be called.
func New(r *room.Room, opts Options) *Notifier {
	n := newNotifier(r, opts, opts.Services.client())
	n.begin()
	return n
}

func newNotifier(r *room.Room, opts Options, client *http.Client) *Notifier {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	return &Notifier{
		room: r, opts: opts, keys: newKeys(r.Derive), client: client,
		queue: make(chan notice, waiting), told: map[string]time.Time{},
	}
}

func (n *Notifier) begin() {
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	after := n.room.Head()
	n.work.Go(func() { n.follow(ctx, after) })
	for range workers {
		n.work.Go(func() { n.deliver(ctx) })
	}
}

// Close ends what is under way and returns when all goroutines have ended. It
// comes before the log is closed.
func (n *Notifier) Close() {
	n.stop()
	n.work.Wait()
	n.client.CloseIdleConnections()
}

// Key is the server's public key, for browsers that subscribe.
func (n *Notifier) Key() string { return n.keys.public }

// Allows tells whether a browser at the endpoint may be told.
func (n *Notifier) Allows(endpoint string) bool { return n.opts.Services.allow(endpoint) }

// Counts are the notices so far, by what became of them.
type Counts struct {
	Sent    int64 // a push service took them
	Gone    int64 // the browser is not there any more
	Failed  int64 // the push service was not to be had, or refused
	Dropped int64 // too many were waiting, or the service rests
}

// Counts returns them.
func (n *Notifier) Counts() Counts {
	return Counts{n.sent.Load(), n.gone.Load(), n.failed.Load(), n.dropped.Load()}
}

// follow looks at each message above seq, until ctx ends.
func (n *Notifier) follow(ctx context.Context, seq room.Seq) {
	for {
		news := n.room.News()
		for events := n.room.Since(seq, batch); len(events) > 0 && ctx.Err() == nil; events = n.room.Since(seq, batch) {
			for _, e := range events {
				n.call(ctx, e)
			}
			seq = events[len(events)-1].Seq
		}
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}

// call puts notices into the queue for those whom e calls.
func (n *Notifier) call(ctx context.Context, e *room.Event) {
	var doc *markup.Doc // read when somebody may be meant
	calls := func(name string) bool {
		if doc == nil {
			doc = markup.Parse(e.Text)
		}
		return len(names.Mentions(doc.Prose(), name)) > 0
	}
	for _, callee := range n.room.Called(ctx, e, calls) {
		if !n.room.Owns(callee.Who) || !n.mayTell(callee.Who) {
			continue
		}
		body := payload(e, doc.Text(), n.opts.Title)
		for _, to := range callee.At {
			select {
			case n.queue <- notice{to, body}:
			default:
				n.dropped.Add(1)
			}
		}
	}
}

// mayTell tells whether somebody was not told just now, and notes that they are.
func (n *Notifier) mayTell(who string) bool {
	now := time.Now()
	if now.Sub(n.told[who]) < pause {
		return false
	}
	for other, at := range n.told {
		if now.Sub(at) >= pause {
			delete(n.told, other)
		}
	}
	n.told[who] = now
	return true
}
