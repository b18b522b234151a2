package room

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A wire carries messages between servers, in the order in which they are told,
// unless it is cut.
type wire struct {
	mu      sync.Mutex
	servers map[string]*plug
}

// A plug is where a server is at a wire.
type plug struct {
	wire   *wire
	name   string
	cut    bool
	frozen bool // whoever asks waits
	queue  chan func(told func(string, []byte))
	answer func([]byte) []byte
}

func (w *wire) plug(name string) *plug {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.servers == nil {
		w.servers = map[string]*plug{}
	}
	p := &plug{wire: w, name: name, queue: make(chan func(func(string, []byte)), 1000)}
	w.servers[name] = p
	return p
}

func (p *plug) Self() string { return p.name }

func (p *plug) Tell(message []byte) {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	for name, other := range p.wire.servers {
		if name != p.name && !p.cut && !p.frozen && !other.cut {
			other.queue <- func(told func(string, []byte)) { told(p.name, message) }
		}
	}
}

func (p *plug) Ask(ctx context.Context, server string, question []byte) ([]byte, error) {
	p.wire.mu.Lock()
	other := p.wire.servers[server]
	cut := p.cut || other == nil || other.cut || other.answer == nil
	frozen := !cut && other.frozen
	p.wire.mu.Unlock()
	if frozen {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if cut {
		return nil, errors.New("nobody answers")
	}
	return other.answer(question), nil
}

func (p *plug) Send(server string, message []byte) {
	_, _ = p.Ask(context.Background(), server, message)
}

func (p *plug) Hear(told func(string, []byte), answer func([]byte) []byte) (func(), error) {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	p.answer = answer
	done := make(chan struct{})
	go func() {
		defer close(done)
		for message := range p.queue {
			message(told)
		}
	}()
	return func() {
		p.wire.mu.Lock()
		p.cut = true
		close(p.queue)
		p.wire.mu.Unlock()
		<-done
	}, nil
}

// freeze has a server neither tell nor answer anything.
func (p *plug) freeze() {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	p.frozen = true
}

// setCut takes a server off the wire, or puts it back.
func (p *plug) setCut(cut bool) {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	p.cut = cut
}

// newHallOn is a hall of a server that others hear. stop stops it as planned.
func newHallOn(t *testing.T, p *plug) (h *hall, stop func()) {
	h = newHall(t)
	h.share(func(p *person) face {
		f := *p.face.Load()
		for n := 2; ; n++ {
			f.name = fmt.Sprint(p.face.Load().name, n)
			if h.freeLocked(f.name, p) {
				return f
			}
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		newPeering(p, &Room{presence: h.presence, limits: newLimits(Flood{}, nil)}).run(ctx, func(error) {})
		close(ended)
	}()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return h, stop
}

// names are those who are listed, with their doors.
func (h *hall) listed() map[string][]Via {
	members, _ := h.roster(1000)
	found := map[string][]Via{}
	for _, m := range members {
		found[m.Name] = m.Via
	}
	return found
}

func checkListed(t *testing.T, want map[string][]Via, halls ...*hall) {
	t.Helper()
	for i, h := range halls {
		if got := h.listed(); !reflect.DeepEqual(got, want) {
			t.Errorf("server %d lists %v, want %v", i+1, got, want)
		}
	}
}

func TestPeersKnowWhoIsWhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a, _ := newHallOn(t, w.plug("a"))
		b, stopB := newHallOn(t, w.plug("b"))
		time.Sleep(time.Second)
		_, ann := a.come("1", "ann")
		expect(t, a.after(2*time.Second), PresenceChanges{Online: 1, Joined: []string{"ann"}})
		_, bob := b.come("2", "bob")
		expect(t, a.after(2*time.Second), PresenceChanges{Online: 2, Joined: []string{"bob"}})
		checkListed(t, map[string][]Via{"ann": {Web}, "bob": {Web}}, a, b)
		c, _ := newHallOn(t, w.plug("c")) // comes later
		time.Sleep(2 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}, "bob": {Web}}, a, b, c)

		// Who comes to another server is the same person, and makes no noise.
		a.after(0)
		a.leave(ann, Lost)
		c.come("1", "ann")
		if told := a.after(time.Minute); len(told) != 0 {
			t.Errorf("told %+v of who came back elsewhere", *told[0])
		}
		checkListed(t, map[string][]Via{"ann": {Web}, "bob": {Web}}, a, b, c)

		b.leave(bob, Quit)
		time.Sleep(time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}}, a, b, c)
		b.come("3", "cat")
		time.Sleep(time.Second)
		stopB()
		time.Sleep(29 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}, "cat": {}}, a, c)
		time.Sleep(2 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}}, a, c)
	})
}

// TestPeersCrossedNames: of two who take a name at the same time, one keeps it, and
// all agree who.
func TestPeersCrossedNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a, _ := newHallOn(t, w.plug("a"))
		b, _ := newHallOn(t, w.plug("b"))
		time.Sleep(time.Second)
		x, _ := a.come("7", "sam")
		y, _ := b.come("5", "sam")
		time.Sleep(2 * time.Second)
		if x.face.Load().name != "sam2" || y.face.Load().name != "sam" {
			t.Errorf("they are %s and %s, want sam2 and sam", x.face.Load().name, y.face.Load().name)
		}
		checkListed(t, map[string][]Via{"sam": {Web}, "sam2": {Web}}, a, b)
	})
}

// TestPeersCutOff: who is at a server of which nothing is heard is lost, as a connection
// is, and there again when that is heard again.
func TestPeersCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a, _ := newHallOn(t, w.plug("a"))
		plug := w.plug("b")
		b, _ := newHallOn(t, plug)
		time.Sleep(time.Second)
		a.come("1", "ann")
		b.come("2", "bob")
		time.Sleep(time.Second)
		plug.setCut(true)
		b.come("3", "cat")
		time.Sleep(20 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}, "bob": {}}, a)
		time.Sleep(20 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}}, a)
		checkListed(t, map[string][]Via{"bob": {Web}, "cat": {Web}}, b)
		plug.setCut(false)
		time.Sleep(2 * time.Second)
		checkListed(t, map[string][]Via{"ann": {Web}, "bob": {Web}, "cat": {Web}}, a, b)
	})
}

// TestPeersRename: a person at two servers has one name, the newest.
func TestPeersRename(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		a, _ := newHallOn(t, w.plug("a"))
		b, _ := newHallOn(t, w.plug("b"))
		time.Sleep(time.Second)
		atA, _ := a.come("1", "ann")
		time.Sleep(time.Second)
		atB, _ := b.come("1", "ann")
		time.Sleep(time.Second)
		for i, name := range []string{"anna", "annie", "anna"} {
			h, p := a, atA
			if i == 1 {
				h, p = b, atB
			}
			if err := h.change(p, func() (face, error) { return face{name: name}, nil }); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			checkListed(t, map[string][]Via{name: {Web}}, a, b)
		}
	})
}
