package main

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// A cable is the network between some people and a door. Once it is cut, whoever is
// connected by it gets nothing through any more, and no end is told of that.
type cable struct {
	door string
	l    net.Listener
	work sync.WaitGroup

	mu   sync.Mutex
	ends []net.Conn
	dead *atomic.Bool // of the connections that are made now
}

// lay lays a cable to the door at an address.
func lay(t *testing.T, door string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{door: door, l: l, dead: new(atomic.Bool)}
	c.work.Go(c.serve)
	t.Cleanup(c.close)
	return c
}

func (c *cable) serve() {
	for {
		near, err := c.l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.door)
		if err != nil {
			near.Close()
			continue
		}
		c.mu.Lock()
		c.ends = append(c.ends, near, far)
		dead := c.dead
		c.mu.Unlock()
		c.work.Go(func() { carry(far, near, dead) })
		c.work.Go(func() { carry(near, far, dead) })
	}
}

// carry takes what comes from the one end to the other, while that is alive.
func carry(to, from net.Conn, dead *atomic.Bool) {
	_, _ = io.Copy(through{to, dead}, from) // an error is an end as well
	if !dead.Load() {
		to.Close()
	}
}

// through is an end of a cable, which swallows everything when the cable is cut.
type through struct {
	net.Conn
	dead *atomic.Bool
}

func (w through) Write(b []byte) (int, error) {
	if w.dead.Load() {
		return len(b), nil
	}
	return w.Conn.Write(b)
}

// cut cuts all connections that there are. New ones are not concerned.
func (c *cable) cut() {
	c.fail()
	c.mend()
}

// fail cuts all connections, and those that are made until it is mended.
func (c *cable) fail() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead.Store(true)
}

// mend lets new connections work.
func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = new(atomic.Bool)
}

func (c *cable) close() {
	c.l.Close()
	c.mu.Lock()
	for _, end := range c.ends {
		end.Close()
	}
	c.mu.Unlock()
	c.work.Wait()
}
