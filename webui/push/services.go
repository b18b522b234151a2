package push

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Services are the push services that may be asked.
type Services struct {
	Public bool     // all at public addresses, on port 443
	Hosts  []string // and these, "push.home" or "push.home:8443", wherever they are
}

// None tells whether nobody may be asked.
func (s Services) None() bool { return !s.Public && len(s.Hosts) == 0 }

// Limits of one push.
const (
	dialTime   = 5 * time.Second
	pushTime   = 10 * time.Second
	headerMost = 16 << 10 // bytes of an answer's header
	perHost    = 4        // connections at once
)

const httpsPort = "443"

var (
	errNotAllowed = errors.New("this push service may not be asked")
	errPrivate    = errors.New("this push service is at an address that is not public")
)

// allow tells whether an endpoint may be asked, before its name is looked up.
func (s Services) allow(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" {
		return false
	}
	port := u.Port()
	if port == "" {
		port = httpsPort
	}
	if s.names(u.Hostname(), port) {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return s.Public && port == httpsPort && (err != nil || isPublic(addr))
}

// names tells whether the owner has named the host.
func (s Services) names(host, port string) bool {
	return slices.ContainsFunc(s.Hosts, func(h string) bool {
		return strings.EqualFold(h, net.JoinHostPort(host, port)) || port == httpsPort && strings.EqualFold(strings.Trim(h, "[]"), host)
	})
}

// client asks push services, and nobody else.
func (s Services) client() *http.Client {
	return &http.Client{
		Timeout: pushTime,
		Transport: &http.Transport{
			DialContext:            s.dial,
			ForceAttemptHTTP2:      true, // some speak nothing else
			TLSHandshakeTimeout:    dialTime,
			IdleConnTimeout:        time.Minute,
			MaxConnsPerHost:        perHost,
			MaxIdleConns:           2 * workers,
			MaxResponseHeaderBytes: headerMost,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// dial connects to host:port if that may be asked.
func (s Services) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: dialTime}
	switch {
	case s.names(host, port):
	case !s.Public || port != httpsPort:
		return nil, errNotAllowed
	default:
		d.Control = public
	}
	return d.DialContext(ctx, network, addr)
}

// public lets nothing but a public address be dialed. It is asked when the name
// has been looked up, so that no second look-up can give another address.
func public(_, addr string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(addr)
	if err != nil || !isPublic(at.Addr()) {
		return errPrivate
	}
	return nil
}

// reserved are the addresses that no public server has (IANA's registries of
// special-purpose addresses), and those that lead to others (6to4, Teredo).
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// global are the IPv6 addresses that are given out at all.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func isPublic(addr netip.Addr) bool {
	addr = addr.Unmap()
	return (addr.Is4() || global.Contains(addr)) &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(addr) })
}
