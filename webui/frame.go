package webui

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"

	"talktalktalk/room"
)

// frameSize is how many bytes are put into one frame at most, unless a single
// object is longer. Every frame has a deadline of its own, so that a slow
// connection is not taken for a dead one.
const frameSize = 64 << 10

// A parcel packs encoded objects into frames, one object a line.
type parcel struct {
	send func(frame []byte) error
	buf  []byte // which the next parcel uses again
	err  error  // of the first send that failed; nothing is sent after it
}

var parcels = sync.Pool{New: func() any { return new(parcel) }}

// newParcel returns a parcel for send, which must not keep the frame. It must
// be closed.
func newParcel(send func(frame []byte) error) *parcel {
	p := parcels.Get().(*parcel)
	p.send, p.err = send, nil
	return p
}

// add puts line into the frame, or into the next one if it does not fit. An
// empty one is none.
func (p *parcel) add(line []byte) {
	if len(line) == 0 {
		return
	}
	if len(p.buf) > 0 && len(p.buf)+1+len(line) > frameSize {
		p.flush()
	}
	if len(p.buf) > 0 {
		p.buf = append(p.buf, '\n')
	}
	p.buf = append(p.buf, line...)
}

func (p *parcel) flush() {
	if p.err == nil && len(p.buf) > 0 {
		p.err = p.send(p.buf)
	}
	p.buf = p.buf[:0]
}

// close sends what is left and returns the first error. The parcel must not be
// used any more.
func (p *parcel) close() error {
	p.flush()
	err := p.err
	p.send = nil
	parcels.Put(p)
	return err
}

// A stretch is some events that follow on each other, as frames to send.
type stretch struct {
	events []*room.Event
	frames []*websocket.PreparedMessage
	people bool // names may have changed
	turned bool // who somebody is may have
}

func newStretch(events []*room.Event) *stretch {
	s := &stretch{events: slices.Clone(events)}
	p := newParcel(s.prepare)
	for _, e := range events {
		p.add(e.Encoded(room.Web, encodeEvent))
		s.people = s.people || e.Kind == room.Presence
		s.turned = s.turned || e.Kind == room.Turned
	}
	if err := p.close(); err != nil {
		panic(err) // text frames can always be prepared
	}
	return s
}

func (s *stretch) prepare(frame []byte) error {
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, frame)
	s.frames = append(s.frames, m)
	return err
}

// A joiner keeps the newest stretch, since most readers find the same one.
// The zero value is ready. Safe for concurrent use.
type joiner struct{ newest atomic.Pointer[stretch] }

// join returns the stretch of events, which it does not keep.
func (j *joiner) join(events []*room.Event) *stretch {
	if s := j.newest.Load(); s != nil && slices.Equal(s.events, events) {
		return s
	}
	s := newStretch(events)
	j.newest.Store(s)
	return s
}
