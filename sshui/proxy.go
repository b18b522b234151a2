package sshui

import (
	"bytes"
	"net"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"

	"talktalktalk/room"
)

// headerTime is how long a trusted proxy may take to say for whom it comes.
// Somebody who speaks from its address without a proxy, and says nothing before
// the server does, waits so long.
const headerTime = 3 * time.Second

// beginnings are those of a PROXY header, of both versions.
var beginnings = [][]byte{[]byte("PROXY "), []byte("\r\n\r\n\x00\r\nQUIT\n")}

// admitBehind is admit for a connection from a trusted proxy. The peer's own
// goroutine reads for whom it comes, so that nobody else waits; only then its
// true address is counted, by a limiter and in the lobby.
func (s *Server) admitBehind(c net.Conn) {
	told := proxyproto.NewConn(c, proxyproto.WithPolicy(proxyproto.USE), proxyproto.SetReadHeaderTimeout(headerTime))
	var leave exits
	p := newPeer(told, s.timing, leave.all)
	s.start(p, func() {
		told.ProxyHeader() // reads it, and is nil if there is none
		addr := room.AddrOf(told.RemoteAddr())
		leaveGate := s.behind.Enter(addr)
		if leaveGate == nil {
			return
		}
		defer leaveGate()
		leaveLobby := s.lobby.enter(told)
		if leaveLobby == nil {
			return
		}
		leave.add(leaveLobby)
		s.ssh.HandleConn(p)
	})
}

// exits are what is to be done once, at a moment that may come before all of it
// is known. The zero value is ready. Safe for concurrent use.
type exits struct {
	mu   sync.Mutex
	gone bool
	due  []func()
}

// add has f done at that moment, or at once if it has been.
func (e *exits) add(f func()) {
	e.mu.Lock()
	gone := e.gone
	if !gone {
		e.due = append(e.due, f)
	}
	e.mu.Unlock()
	if gone {
		f()
	}
}

// all is that moment.
func (e *exits) all() {
	e.mu.Lock()
	due := e.due
	e.gone, e.due = true, nil
	e.mu.Unlock()
	for _, f := range due {
		f()
	}
}

// A stranger is a connection that is not believed what it says of whom it comes
// for. The SSH library passes over such a line, or ends it.
type stranger struct {
	net.Conn
	warn func() // nil when enough was said to know

	said []byte // until then
}

// Read tells of a PROXY header. The library reads byte by byte here.
func (c *stranger) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.warn != nil {
		c.said = append(c.said, b[:n]...)
		c.judge()
	}
	return n, err
}

// judge finds out whether what was said is a header, or may become one.
func (c *stranger) judge() {
	open := false
	for _, beginning := range beginnings {
		if bytes.HasPrefix(c.said, beginning) {
			c.warn()
		}
		open = open || len(c.said) < len(beginning) && bytes.HasPrefix(beginning, c.said)
	}
	if !open {
		c.warn, c.said = nil, nil
	}
}

// warnOf tells the log, once, that a PROXY header is ignored.
func (s *Server) warnOf(c net.Conn) {
	s.warned.Do(func() {
		s.Log.Warn("a PROXY header is ignored: who sends it is not among --trusted-proxies", "addr", room.AddrOf(c.RemoteAddr()))
	})
}
