package webui

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"talktalktalk/room"
)

// A forwarding believes proxies what they say of the requests that they pass on.
type forwarding struct {
	trusted []netip.Prefix
	log     *slog.Logger
	warned  sync.Once
}

// What proxies say: for whom they ask, and what host was asked.
const (
	forwardedFor  = "X-Forwarded-For"
	forwardedHost = "X-Forwarded-Host"
)

// behind gives next the requests as they were before a trusted proxy passed
// them on. What others say is ignored: anybody can say it.
func (f *forwarding) behind(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case room.Among(addressOf(r), f.trusted):
			f.undo(r)
		case r.Header.Get(forwardedFor) != "" || r.Header.Get(forwardedHost) != "":
			f.warned.Do(func() {
				f.log.Warn("forwarding headers are ignored: who sends them is not among --trusted-proxies", "addr", addressOf(r))
			})
		}
		next.ServeHTTP(w, r)
	})
}

// undo makes r what the first trusted proxy got.
func (f *forwarding) undo(r *http.Request) {
	client := f.client(addressOf(r), strings.Join(r.Header.Values(forwardedFor), ","))
	r.RemoteAddr = netip.AddrPortFrom(client, 0).String()
	if hosts := r.Header.Values(forwardedHost); len(hosts) > 0 {
		all := strings.Split(strings.Join(hosts, ","), ",")
		r.Host = strings.TrimSpace(all[len(all)-1]) // what stands before it, the client may have written
	}
}

// client is the last address in the list that is no trusted proxy's. Each proxy
// appends the one that it was asked by; what stands before is anybody's.
func (f *forwarding) client(peer netip.Addr, list string) netip.Addr {
	addrs := strings.Split(list, ",")
	for i := len(addrs) - 1; i >= 0 && room.Among(peer, f.trusted); i-- {
		addr, err := parseClient(strings.TrimSpace(addrs[i]))
		if err != nil {
			return peer
		}
		peer = addr
	}
	return peer
}

// parseClient reads an address, which some proxies write with a port.
func parseClient(text string) (netip.Addr, error) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return addr.Unmap(), err
}

// addressOf is the address of the client that r comes from, the zero Addr if
// it has none.
func addressOf(r *http.Request) netip.Addr {
	client, _ := netip.ParseAddrPort(r.RemoteAddr)
	return client.Addr().Unmap()
}
