package room

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Limits of one door's connections (INTERFACE, "Time limits on strangers").
const (
	PerAddress = 100   // default of --per-address
	PerDoor    = 20000 // in all
)

// Who comes and goes all the time costs more than who stays. So of one address
// connectBurst times as many connections as it may have are served at once, which
// is a restart that all of a class see, and then connectShare of them a second;
// more wait for their turn. They are few, since they count.
const (
	connectBurst = 3
	connectShare = 0.5
)

// A ConnLimiter counts the connections of one door and lets in no more than are
// allowed per address (IPv6: per /64) and in all. Safe for concurrent use.
type ConnLimiter struct {
	perAddress, inAll int
	exempt            []netip.Prefix
	every             time.Duration // a connection of an address; 0 for no pace

	mu    sync.Mutex
	open  int
	high  int                        // the most that open was since Tide
	count map[netip.Prefix]int       // never holds a zero
	paid  map[netip.Prefix]time.Time // until when an address has used its share
	swept int                        // entries of paid that the last sweep left
}

// NewConnLimiter returns a limiter that lets in perAddress connections of one address,
// and inAll of all. Addresses in exempt, of proxies, count in all only.
func NewConnLimiter(perAddress, inAll int, exempt ...netip.Prefix) *ConnLimiter {
	return &ConnLimiter{
		perAddress: perAddress, inAll: inAll, exempt: exempt,
		count: map[netip.Prefix]int{}, paid: map[netip.Prefix]time.Time{},
	}
}

// Paced is g, which from now on lets no address connect faster than it can be
// served. It is for a limiter that nobody has come through yet.
func (g *ConnLimiter) Paced() *ConnLimiter {
	g.every = time.Duration(float64(time.Second) / (connectShare * float64(g.perAddress)))
	return g
}

// turn says how long a connection of addr that comes now is to wait.
func (g *ConnLimiter) turn(addr netip.Addr) time.Duration {
	if g.every == 0 || Among(addr, g.exempt) {
		return 0
	}
	net, now := network(addr), time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sweepLocked(now)
	paid := g.paid[net]
	if paid.Before(now) {
		paid = now
	}
	paid = paid.Add(g.every)
	g.paid[net] = paid
	return max(0, paid.Sub(now)-time.Duration(connectBurst*g.perAddress)*g.every)
}

// sweepLocked forgets the addresses that have their whole share again, when there
// are twice as many as were left the last time.
func (g *ConnLimiter) sweepLocked(now time.Time) {
	if len(g.paid) < 2*g.swept+64 {
		return
	}
	for net, paid := range g.paid {
		if paid.Before(now) {
			delete(g.paid, net)
		}
	}
	g.swept = len(g.paid)
}

// Enter counts a connection of addr in. It returns nil if there are too many
// already, else what must be called once when the connection has ended.
func (g *ConnLimiter) Enter(addr netip.Addr) (leave func()) {
	net := network(addr)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open >= g.inAll || g.count[net] >= g.perAddress && !Among(addr, g.exempt) {
		return nil
	}
	g.open++
	g.high = max(g.high, g.open)
	g.count[net]++
	return sync.OnceFunc(func() { g.leave(net) })
}

// Tide is how many connections are in, and the most that were at once since it
// was called last.
func (g *ConnLimiter) Tide() (open, high int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	high = g.high
	g.high = g.open
	return g.open, high
}

// Open is how many connections are in.
func (g *ConnLimiter) Open() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

func (g *ConnLimiter) leave(net netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.count[net]--; g.count[net] == 0 {
		delete(g.count, net)
	}
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
