package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"

	"talktalktalk/room"
)

// Headers of JetStream's.
const (
	headBatch    = "Nats-Batch-Id"
	headBatchSeq = "Nats-Batch-Sequence"
	headCommit   = "Nats-Batch-Commit"
	headExpected = "Nats-Expected-Last-Sequence"
	headSubject  = "Nats-Subject"
	headSeq      = "Nats-Sequence"
	headTime     = "Nats-Time-Stamp"
	headStatus   = "Status"
	headUnsent   = "Nats-Pending-Messages"
)

// Bounds of what is read at once.
const (
	fetchMost  = 512
	fetchBytes = 4 << 20
)

// publish stores messages, all or none, without others between them, and returns
// the number of the last one. After an error they may be stored or not. If after is not
// nil, they are stored only behind that number.
func (b *bus) publish(ctx context.Context, subject string, messages [][]byte, after *room.Seq) (room.Seq, error) {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	batch := nuid.Next()
	for i, data := range messages {
		m := nats.NewMsg(subject)
		m.Data = data
		if i == 0 && after != nil {
			m.Header.Set(headExpected, strconv.FormatUint(uint64(*after), 10))
		}
		if len(messages) > 1 {
			m.Header.Set(headBatch, batch)
			m.Header.Set(headBatchSeq, strconv.Itoa(i+1))
		}
		if i < len(messages)-1 {
			if err := b.conn.PublishMsg(m); err != nil {
				return 0, err
			}
			continue
		}
		if i > 0 {
			m.Header.Set(headCommit, "1")
		}
		answer, err := b.conn.RequestMsgWithContext(ctx, m)
		if err != nil {
			return 0, err
		}
		return acknowledged(answer.Data)
	}
	return 0, errors.New("nothing to publish")
}

// acknowledged reads the answer to what was published.
func acknowledged(data []byte) (room.Seq, error) {
	var ack struct {
		Error *refusal `json:"error"`
		Seq   room.Seq `json:"seq"`
	}
	if err := json.Unmarshal(data, &ack); err != nil {
		return 0, fmt.Errorf("NATS: %w", err)
	}
	if ack.Error != nil {
		return 0, ack.Error
	}
	return ack.Seq, nil
}

// A message is one of the stream.
type message struct {
	seq  room.Seq
	time time.Time
	data []byte
}

// errForeign is why a stream is not read: it is not the one that it was.
var errForeign = errors.New("the stream is of another room")

// fetch reads the first messages from a number on; none if there are none, or none
// that the server that answers has yet.
func (b *bus) fetch(ctx context.Context, generation string, from room.Seq) ([]message, error) {
	return b.get(ctx, streamName, logSubject(generation), firstFrom(from))
}

// get asks a stream for messages, all of the subject, if that is not "".
func (b *bus) get(ctx context.Context, stream, subject string, what map[string]any) (page []message, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerMost)
	defer cancel()
	question, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	inbox, answers := b.conn.NewInbox(), make(chan *nats.Msg, fetchMost+1) // the last one says that it is
	sub, err := b.conn.ChanSubscribe(inbox, answers)
	if err != nil {
		return nil, err
	}
	defer func() { _ = sub.Unsubscribe() }() // fails when the connection is closed, and then it is gone
	if err := b.conn.PublishRequest("$JS.API.DIRECT.GET."+stream, inbox, question); err != nil {
		return nil, err
	}
	for {
		var m *nats.Msg
		select {
		case m = <-answers:
		case <-ctx.Done():
			return nil, fmt.Errorf("read the stream: %w", ctx.Err())
		}
		switch status := m.Header.Get(headStatus); status {
		case "":
		case "204", "404":
			return page, nil
		default:
			return nil, fmt.Errorf("read the stream: NATS answers %s", status)
		}
		if subject != "" && m.Header.Get(headSubject) != subject {
			return nil, errForeign
		}
		one, err := read(m)
		if err != nil {
			return nil, err
		}
		page = append(page, one)
	}
}

func read(m *nats.Msg) (message, error) {
	seq, err := strconv.ParseUint(m.Header.Get(headSeq), 10, 64)
	if err != nil {
		return message{}, fmt.Errorf("read the stream: %w", err)
	}
	at, err := time.Parse(time.RFC3339Nano, m.Header.Get(headTime))
	if err != nil {
		return message{}, fmt.Errorf("read the stream: %w", err)
	}
	return message{room.Seq(seq), at, m.Data}, nil
}
