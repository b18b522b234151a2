package room

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Listen returns l behind the limiter: connections over a limit are closed as
// soon as they are accepted, without a word, and those that come too fast are
// handed on when it is their turn. The listener must be closed.
func (g *ConnLimiter) Listen(l *net.TCPListener) net.Listener {
	limited := &limitedListener{TCPListener: l, limiter: g, arrived: make(chan arrival), closing: make(chan struct{})}
	limited.work.Go(limited.receive)
	return limited
}

// A limitedListener has a goroutine that accepts, and one for each connection
// that waits for its turn, of which the limiter has but a bounded number.
type limitedListener struct {
	*net.TCPListener
	limiter *ConnLimiter
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

func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case a := <-l.arrived:
		return a.conn, a.err
	case <-l.closing:
		return nil, net.ErrClosed
	}
}

// Close closes those that wait for their turn, too.
func (l *limitedListener) Close() (err error) {
	l.close.Do(func() {
		close(l.closing)
		err = l.TCPListener.Close()
		l.work.Wait()
	})
	return err
}

func (l *limitedListener) receive() {
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if !l.hand(arrival{err: err}) {
				return
			}
			continue
		}
		addr := AddrOf(c.RemoteAddr())
		leave := l.limiter.Enter(addr)
		if leave == nil {
			c.Close()
			continue
		}
		conn := &limitedConn{TCPConn: c, leave: leave}
		if wait := l.limiter.turn(addr); wait > 0 {
			l.work.Go(func() { l.wait(conn, wait) })
		} else if !l.hand(arrival{conn: conn}) {
			conn.Close()
			return
		}
	}
}

// wait hands a connection on when it is its turn.
func (l *limitedListener) wait(conn net.Conn, d time.Duration) {
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
func (l *limitedListener) hand(a arrival) bool {
	select {
	case l.arrived <- a:
		return true
	case <-l.closing:
		return false
	}
}

// A limitedConn is a TCP connection in full: as a net.Conn it would lack
// CloseWrite, and several buffers would take several writes.
type limitedConn struct {
	*net.TCPConn
	leave func()
	due   atomic.Pointer[time.Time] // of writes; nil if it may have been set otherwise
}

// SetWriteDeadline does nothing if t is what it was called with last: that of
// many short writes costs a good part of what they do.
func (c *limitedConn) SetWriteDeadline(t time.Time) error {
	if due := c.due.Load(); due != nil && *due == t {
		return nil
	}
	kept := t // a pointer to t itself would cost an allocation at each call
	c.due.Store(&kept)
	return c.TCPConn.SetWriteDeadline(t)
}

// SetDeadline is for reads and writes.
func (c *limitedConn) SetDeadline(t time.Time) error {
	c.due.Store(nil)
	return c.TCPConn.SetDeadline(t)
}

func (c *limitedConn) Close() error {
	c.leave()
	return c.TCPConn.Close()
}
