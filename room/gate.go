package room

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of one door's connections (INTERFACE, "Time limits on strangers").
const (
	PerAddress = 100   // default of --per-address
	PerDoor    = 20000 // in all
)

// A Gate counts the connections of one door and lets in no more than are
// allowed per address (IPv6: per /64) and in all. Safe for concurrent use.
type Gate struct {
	perAddress, inAll int
	exempt            []netip.Prefix

	mu    sync.Mutex
	open  int
	count map[netip.Prefix]int // never holds a zero
}

// NewGate returns a gate that lets in perAddress connections of one address,
// and inAll of all. Addresses in exempt, of proxies, count in all only.
func NewGate(perAddress, inAll int, exempt ...netip.Prefix) *Gate {
	return &Gate{perAddress: perAddress, inAll: inAll, exempt: exempt, count: map[netip.Prefix]int{}}
}

// Enter counts a connection of addr in. It returns nil if there are too many
// already, else what must be called once when the connection has ended.
func (g *Gate) Enter(addr netip.Addr) (leave func()) {
	net := network(addr)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open >= g.inAll || g.count[net] >= g.perAddress && !Among(addr, g.exempt) {
		return nil
	}
	g.open++
	g.count[net]++
	return sync.OnceFunc(func() { g.leave(net) })
}

func (g *Gate) leave(net netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.count[net]--; g.count[net] == 0 {
		delete(g.count, net)
	}
}

// Listen returns l behind the gate: connections over a limit are closed as
// soon as they are accepted, without a word.
func (g *Gate) Listen(l *net.TCPListener) net.Listener { return &gatedListener{l, g} }

type gatedListener struct {
	*net.TCPListener
	gate *Gate
}

func (l *gatedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			return nil, err
		}
		if leave := l.gate.Enter(AddrOf(c.RemoteAddr())); leave != nil {
			return &gatedConn{TCPConn: c, leave: leave}, nil
		}
		c.Close()
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
	c.due.Store(&t)
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

// Among tells whether addr is in one of the networks.
func Among(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(addr) })
}

// AddrOf is the IP address of a TCP peer, the zero Addr for any other.
func AddrOf(a net.Addr) netip.Addr {
	if t, ok := a.(*net.TCPAddr); ok {
		return t.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// network is what limits per address count by: an IPv4 address, or an IPv6 /64,
// since one household or one server has at least that many.
func network(a netip.Addr) netip.Prefix {
	bits := 32
	if a = a.Unmap(); a.Is6() {
		bits = 64
	}
	p, _ := a.WithZone("").Prefix(bits) // the zero Prefix for the zero Addr
	return p
}
