package webui

import (
	"net/http"
	"net/netip"
)

// addressOf is the address of the client that r comes from, the zero Addr if
// it has none.
func addressOf(r *http.Request) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	return peer.Addr().Unmap()
}
