package sshui

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// A timing is how patient the door is. Tests shorten it.
type timing struct {
	login     time.Duration // until a connection has logged in and runs a program
	stall     time.Duration // for a write to get anywhere (B51)
	keepalive time.Duration // between two probes (B51)
	goodbye   time.Duration // between the room's closing and the cut
}

var usual = timing{
	login:     20 * time.Second,
	stall:     30 * time.Second,
	keepalive: 20 * time.Second,
	goodbye:   3 * time.Second,
}

// Limits on one connection.
const (
	keepaliveMisses = 3        // probes without an answer
	probeSlack      = 20       // by which part of a pause a probe may come sooner
	inputRate       = 16 << 10 // bytes a second
	inputBurst      = 64 << 10 // bytes at once
	sessionsMost    = 10       // asked for; all but the first are refused, and then the peer is cut
	refusalsMost    = 100      // of other channels under way; then the peer is cut
)

// keepaliveRequest is one that every client answers, if only with no.
const keepaliveRequest = "keepalive@openssh.com"

// A peer is one connection: what the SSH library sees as the network, and
// what its session is bounded by.
type peer struct {
	net.Conn
	timing     timing
	input      *rate.Limiter
	ctx        context.Context // ends with the connection
	cancel     context.CancelFunc
	session    context.Context // ends with the connection, or when the client is done with its session
	endSession context.CancelFunc
	leaveLobby func()
	patience   *time.Timer    // cuts, unless a program runs
	silence    *time.Timer    // cuts, unless the client is heard of
	probe      *time.Timer    // asks the client whether it is there
	asked      atomic.Bool    // it has not answered yet
	work       sync.WaitGroup // everything but the connection's own goroutine
	terminal   client.Terminal
	pulse      *room.Pulse
	stalled    atomic.Bool // the client did not read
	stdout     timedWriter // of its session
	stderr     timedWriter

	mu       sync.Mutex
	sessions int  // that were asked for
	refusals int  // of channels that are under way
	over     bool // the connection has ended: nothing may be started any more
}

func newPeer(c net.Conn, t timing, leaveLobby func()) *peer {
	p := &peer{
		Conn:       c,
		timing:     t,
		input:      rate.NewLimiter(inputRate, inputBurst),
		leaveLobby: leaveLobby,
		terminal:   client.NewTerminal(),
		pulse:      room.NewPulse(),
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.session, p.endSession = context.WithCancel(p.ctx)
	p.patience = time.AfterFunc(t.login, p.cut)
	p.silence = time.AfterFunc(keepaliveMisses*t.keepalive, p.cut)
	p.probe = time.NewTimer(t.keepalive)
	p.stdout.limit, p.stdout.late = t.stall, p.stall
	p.stderr.limit, p.stderr.late = t.stall, p.stall
	return p
}

// Read reads no faster than inputRate. What is not read stays with the client:
// the library would keep it.
func (p *peer) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b[:min(len(b), inputBurst)])
	if err != nil {
		p.pulse.Broke(err)
		return n, err
	}
	if p.asked.Load() {
		p.pulse.Beat()
	} else { // nobody asked for it
		p.pulse.Act()
		p.probe.Reset(p.untilProbe())
	}
	p.silence.Reset(keepaliveMisses * p.timing.keepalive)
	return n, p.input.WaitN(p.ctx, n)
}

// Write gives every write a deadline of its own.
func (p *peer) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(p.timing.stall)); err != nil {
		return 0, err
	}
	n, err := p.Conn.Write(b)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		p.stalled.Store(true)
	case err != nil:
		p.pulse.Broke(err)
	}
	return n, err
}

// SetDeadline leaves the deadlines of writes alone.
func (p *peer) SetDeadline(t time.Time) error { return p.SetReadDeadline(t) }

// Close cuts the peer.
func (p *peer) Close() error {
	err := p.Conn.Close() // first: whoever sees the context end may send no exit code any more
	p.cancel()
	p.leaveLobby()
	return err
}

// stall cuts a peer that does not read.
func (p *peer) stall() {
	p.stalled.Store(true)
	p.cut()
}

// cut ends the connection at once and for good, from any goroutine.
func (p *peer) cut() { p.Close() }

// end cuts the peer and waits for all that it has started. It is called when
// the connection's own goroutine has ended.
func (p *peer) end() {
	p.cut()
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.work.Wait()
	p.patience.Stop()
	p.silence.Stop()
	p.probe.Stop()
	p.stdout.stop()
	p.stderr.stop()
}

// begin counts a session in; p.work.Done must follow. It tells which one it
// is, or 0 if the connection has ended already.
func (p *peer) begin() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return 0
	}
	p.work.Add(1)
	p.sessions++
	return p.sessions
}

// beginRefusal counts in that a channel is refused; endRefusal must follow. It
// tells how many are, or 0 if the connection has ended already.
func (p *peer) beginRefusal() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return 0
	}
	p.work.Add(1)
	p.refusals++
	return p.refusals
}

func (p *peer) endRefusal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refusals--
	p.work.Done()
}

// keepalive asks the client now and then whether it is there. Whatever it sends
// says that it is: an answer may come long after it, behind input that is still
// to be read.
func (p *peer) keepalive(conn gossh.Conn) {
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-p.probe.C:
		}
		p.asked.Store(true)
		_, _, err := conn.SendRequest(keepaliveRequest, true, nil)
		p.asked.Store(false)
		if err != nil {
			return
		}
		p.probe.Reset(p.untilProbe())
	}
}

// pause is how long there may be between two probes.
func (p *peer) pause() time.Duration {
	if p.pulse.Watched() {
		return min(room.ProbeSoon, p.timing.keepalive)
	}
	return p.timing.keepalive
}

// untilProbe is how long to wait before the next probe: a little less than there may
// be, so that those of all connections come at the same moments. To wake up for each
// takes more of the processor than all else when nobody says anything.
func (p *peer) untilProbe() time.Duration {
	pause := p.pause()
	late := time.Now().Add(pause).UnixNano() % int64(pause/probeSlack)
	return pause - time.Duration(late)
}
