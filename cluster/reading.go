package cluster

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"talktalktalk/room"
)

// Bounds of what is asked of a consumer at once. More is asked for when half of it has come.
const (
	readingMost  = 2048
	readingBytes = 4 << 20
)

const (
	readingIdle = 30 * time.Second // until NATS forgets a consumer that nobody asks
	unreadFor   = 30 * time.Second // until one is tried again, after that did not work
	nearTries   = 8                // to have one at the NATS server that we are connected to
)

// read reads what comes next in the stream. A consumer is worth it when that is much, and
// if it does not work, it goes without.
func (f *follower) read(ctx context.Context) ([]message, error) {
	from := f.cursor + 1
	if f.whole == room.MaxSeq || f.whole < from+readingMost || time.Since(f.unread) < unreadFor {
		f.reading.end()
		return f.log.bus.fetch(ctx, f.at.Generation, from)
	}
	page, err := f.reading.page(ctx, f.at.Generation, from)
	if err == nil || ctx.Err() != nil {
		return page, err
	}
	f.unread = time.Now()
	f.log.logger.Warn("catching up slowly", "why", err)
	return f.log.bus.fetch(ctx, f.at.Generation, from)
}

// A reading is a stream from some number on, as a consumer has it sent here: that costs the NATS
// servers a third of what questions do, if it is where we are connected, or else half. The consumer counts
// what it sends, so what is missing is missing in the stream. It is for one goroutine, which
// ends what it began.
type reading struct {
	bus        *bus
	generation string
	consumer   string // its name; "" for none
	inbox      *nats.Subscription
	answers    chan *nats.Msg
	next       room.Seq // what comes next has this number, or a higher one
	sent       uint64   // messages, by the consumer
	asked      int      // messages that may still come
}

// page waits for messages of a stream, from a number on.
func (r *reading) page(ctx context.Context, generation string, from room.Seq) (page []message, err error) {
	if r.consumer == "" || r.generation != generation || r.next != from {
		r.end()
		err = r.begin(ctx, generation, from)
	}
	if err == nil {
		page, err = r.receive(ctx)
	}
	if err != nil {
		r.end()
		return nil, fmt.Errorf("read the stream: %w", err)
	}
	return page, nil
}

// begin has a consumer made.
func (r *reading) begin(ctx context.Context, generation string, from room.Seq) error {
	ctx, cancel := context.WithTimeout(ctx, answerMost)
	defer cancel()
	for try := 1; ; try++ {
		made, err := r.bus.js.CreateConsumer(ctx, streamName, jetstream.ConsumerConfig{
			DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: uint64(from),
			AckPolicy: jetstream.AckNonePolicy, Replicas: 1, MemoryStorage: true, InactiveThreshold: readingIdle,
		})
		if err != nil {
			return err
		}
		r.consumer = made.CachedInfo().Name
		if at := made.CachedInfo().Cluster; at == nil || at.Leader == r.bus.conn.ConnectedServerName() || try == nearTries {
			break // which server has it is chance
		}
		r.end()
	}
	r.generation, r.next = generation, from
	r.answers = make(chan *nats.Msg, 2*readingMost)
	var err error
	r.inbox, err = r.bus.conn.ChanSubscribe(r.bus.conn.NewInbox(), r.answers)
	return err
}

// receive waits for messages, and takes what has come by then.
func (r *reading) receive(ctx context.Context) (page []message, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerMost)
	defer cancel()
	for len(page) == 0 || len(page) < fetchMost && len(r.answers) > 0 {
		if err := r.ask(); err != nil {
			return nil, err
		}
		select {
		case m := <-r.answers:
			if page, err = r.take(page, m); err != nil {
				return nil, err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return page, nil
}

// ask asks for more, when that is due.
func (r *reading) ask() error {
	if r.asked > readingMost/2 {
		return nil
	}
	r.asked += readingMost
	question := fmt.Appendf(nil, `{"batch":%d,"max_bytes":%d,"expires":%d}`, readingMost, readingBytes, answerMost)
	return r.bus.conn.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+streamName+"."+r.consumer, r.inbox.Subject, question)
}

// take adds to a page what was sent.
func (r *reading) take(page []message, m *nats.Msg) ([]message, error) {
	if status := m.Header.Get(headStatus); status != "" { // that is all of what was asked for
		unsent, err := strconv.Atoi(m.Header.Get(headUnsent))
		if err != nil {
			return nil, fmt.Errorf("NATS answers %s", status)
		}
		r.asked -= unsent
		return page, nil
	}
	is, err := m.Metadata()
	if err != nil {
		return nil, err
	}
	if m.Subject != logSubject(r.generation) {
		return nil, errForeign
	}
	r.asked--
	r.sent++
	if is.Sequence.Consumer != r.sent {
		return nil, errors.New("a message was lost on its way")
	}
	seq := room.Seq(is.Sequence.Stream)
	if seq < r.next {
		return nil, fmt.Errorf("NATS sends message %d where %d is due", seq, r.next)
	}
	r.next = seq + 1
	return append(page, message{seq, is.Timestamp.UTC(), m.Data}), nil
}

// end has NATS forget the consumer. If that is not heard, it does so later.
func (r *reading) end() {
	if r.inbox != nil {
		_ = r.inbox.Unsubscribe() // fails when the connection is closed, and then it is gone
	}
	if r.consumer != "" {
		_ = r.bus.conn.PublishRequest("$JS.API.CONSUMER.DELETE."+streamName+"."+r.consumer, r.bus.conn.NewInbox(), nil)
	}
	*r = reading{bus: r.bus}
}
