package room

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Listen returns l behind the gate: connections over a limit are closed as
// soon as they are accepted, without a word, and those that come too fast are
// handed on when it is their turn. The listener must be closed.
func (g *Gate) Listen(l *net.TCPListener) net.Listener {
	gated := &gatedListener{TCPListener: l, gate: g, arrived: make(chan arrival), closing: make(chan struct{})}
	gated.work.Go(gated.receive)
	return gated
}

// A gatedListener has a goroutine that accepts, and one for each connection
// that waits for its turn, of which the gate has but a bounded number.
type gatedListener struct {
	*net.TCPListener
	gate    *Gate
	arrived chan arrival
	closing chan struct{}
	close   sync.Once
	work    sync.WaitGroup
}

// An arrival is what came of an Accept.
type arrival struct {
	conn net.Conn
	err  error
}

func (l *gatedListener) Accept() (net.Conn, error) {
	select {
	case a := <-l.arrived:
		return a.conn, a.err
	case <-l.closing:
		return nil, net.ErrClosed
	}
}

// Close closes those that wait for their turn, too.
func (l *gatedListener) Close() (err error) {
	l.close.Do(func() {
		close(l.closing)
		err = l.TCPListener.Close()
		l.work.Wait()
	})
	return err
}

func (l *gatedListener) receive() {
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if !l.hand(arrival{err: err}) {
				return
			}
			continue
		}
		addr := AddrOf(c.RemoteAddr())
		leave := l.gate.Enter(addr)
		if leave == nil {
			c.Close()
			continue
		}
		conn := &gatedConn{TCPConn: c, leave: leave}
		if wait := l.gate.turn(addr); wait > 0 {
			l.work.Go(func() { l.wait(conn, wait) })
		} else if !l.hand(arrival{conn: conn}) {
			conn.Close()
			return
		}
	}
}

// wait hands a connection on when it is its turn.
func (l *gatedListener) wait(conn net.Conn, d time.Duration) {
	turn := time.NewTimer(d)
	defer turn.Stop()
	select {
	case <-turn.C:
		if l.hand(arrival{conn: conn}) {
			return
		}
	case <-l.closing:
	}
	conn.Close()
}

// hand gives a to who accepts; false if the listener closes.
func (l *gatedListener) hand(a arrival) bool {
	select {
	case l.arrived <- a:
		return true
	case <-l.closing:
		return false
	}
}

// A gatedConn is a TCP connection in full: as a net.Conn it would lack
// CloseWrite, and several buffers would take several writes.
type gatedConn struct {
	*net.TCPConn
	leave func()
	due   atomic.Pointer[time.Time] // of writes; nil if it may have been set otherwise
}

// SetWriteDeadline does nothing if t is what it was called with last: that of
// many short writes costs a good part of what they do.
func (c *gatedConn) SetWriteDeadline(t time.Time) error {
	if due := c.due.Load(); due != nil && *due == t {
		return nil
	}
	kept := t // a pointer to t itself would cost an allocation at each call
	c.due.Store(&kept)
	return c.TCPConn.SetWriteDeadline(t)
}

// SetDeadline is for reads and writes.
func (c *gatedConn) SetDeadline(t time.Time) error {
	c.due.Store(nil)
	return c.TCPConn.SetDeadline(t)
}

func (c *gatedConn) Close() error {
	c.leave()
	return c.TCPConn.Close()
}
