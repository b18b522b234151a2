package cluster

import (
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"talktalktalk/room"
)

// answersWithin is how long the others have to tell how far they have read, before a stream is
// followed on a new connection.
const answersWithin = 100 * time.Millisecond

func reachSubject(generation string) string { return streamName + ".reach." + generation }

// headAsk asks the others to tell.
const headAsk = "Ask"

// A reach is how far the servers have read a stream, as far as that was heard here. So all know it
// when the stream ends before that, not only who has read so far.
type reach struct {
	log *Log

	mu         sync.Mutex
	generation string
	up         room.Seq
	heard      *nats.Subscription
}

// begin hears of another stream.
func (r *reach) begin(generation string) error {
	if r.heard != nil {
		_ = r.heard.Unsubscribe() // fails when the connection is closed, and then it is gone
		r.heard = nil
	}
	r.mu.Lock()
	r.generation, r.up = generation, 0
	r.mu.Unlock()
	if generation == "" {
		return nil
	}
	self := r.log.Peers().Self()
	heard, err := r.log.bus.conn.Subscribe(reachSubject(generation), func(m *nats.Msg) {
		up, err := strconv.ParseUint(string(m.Data), 10, 64)
		if err != nil || m.Header.Get(headServer) == self {
			return
		}
		if r.note(generation, room.Seq(up)) && up > r.log.heard.Load() {
			r.log.doubted.Store(true) // until the stream has told whether it has that
			wake(r.log.changed)
		}
		if m.Header.Get(headAsk) != "" {
			_ = r.tell(false) // without a connection it is lost, and told again
		}
	})
	r.heard = heard
	return err
}

// note notes that a server has read a stream up to a number, and returns whether nobody was known
// to have.
func (r *reach) note(generation string, up room.Seq) (further bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if generation != r.generation || up <= r.up {
		return false
	}
	r.up = up
	return true
}

func (r *reach) known() (generation string, up room.Seq) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.generation, r.up
}

// tell tells the others, and may ask them.
func (r *reach) tell(ask bool) error {
	generation, up := r.known()
	if generation == "" {
		return nil
	}
	m := nats.NewMsg(reachSubject(generation))
	m.Header.Set(headServer, r.log.Peers().Self())
	if ask {
		m.Header.Set(headAsk, "1")
	}
	m.Data = strconv.AppendUint(nil, uint64(up), 10)
	return r.log.bus.conn.PublishMsg(m)
}
