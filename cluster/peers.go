package cluster

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"

	"talktalktalk/room"
)

// headServer tells who sent a message.
const headServer = "Server"

// peers carries messages between the servers, on plain subjects, which NATS keeps
// nothing of.
type peers struct {
	bus    *bus
	epoch  string
	server string
}

// Peers are the other servers that follow the stream.
func (l *Log) Peers() room.Peers {
	return &peers{l.bus, l.Epoch(), strconv.FormatUint(l.server, 36)}
}

func (p *peers) Self() string { return p.server }

func (p *peers) toAll() string              { return streamName + ".peers." + p.epoch }
func (p *peers) toOne(server string) string { return streamName + ".peer." + p.epoch + "." + server }

// Tell sends a message to all others. Without a connection nobody hears it.
func (p *peers) Tell(message []byte) {
	m := nats.NewMsg(p.toAll())
	m.Header.Set(headServer, p.server)
	m.Data = message
	_ = p.bus.conn.PublishMsg(m)
}

// Ask returns what another server answers.
func (p *peers) Ask(ctx context.Context, server string, question []byte) ([]byte, error) {
	answer, err := p.bus.conn.RequestWithContext(ctx, p.toOne(server), question)
	if err != nil {
		return nil, fmt.Errorf("ask server %s: %w", server, err)
	}
	return answer.Data, nil
}

// Send sends a message to another server.
func (p *peers) Send(server string, message []byte) {
	_ = p.bus.conn.Publish(p.toOne(server), message) // without a connection it is lost
}

// Hear hands over what the others tell and ask.
func (p *peers) Hear(told func(from string, message []byte), answer func(question []byte) []byte) (stop func(), err error) {
	all, err := p.bus.conn.Subscribe(p.toAll(), func(m *nats.Msg) {
		if from := m.Header.Get(headServer); from != p.server {
			told(from, m.Data)
		}
	})
	if err != nil {
		return nil, err
	}
	asked, err := p.bus.conn.Subscribe(p.toOne(p.server), func(m *nats.Msg) {
		_ = m.Respond(answer(m.Data)) // whoever asked waits for a while only, or was only telling
	})
	if err != nil {
		return nil, errors.Join(err, all.Unsubscribe())
	}
	return func() { end(all, asked) }, nil
}

// end ends subscriptions, and returns when what they called has returned.
func end(subs ...*nats.Subscription) {
	for _, s := range subs {
		ended := make(chan struct{})
		s.SetClosedHandler(func(string) { close(ended) })
		if s.Unsubscribe() == nil {
			<-ended
		}
	}
}
