package sshui

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/pires/go-proxyproto"

	"talktalktalk/room"
)

// local are the addresses that the tests come from.
var local = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// comes connects and says for whom, with a PROXY header of the version, 0 for none.
func (h *testServer) comes(version byte, client string) net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	if version > 0 {
		from := net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(client), 4711))
		if _, err := proxyproto.HeaderProxyFromAddrs(version, from, c.LocalAddr()).WriteTo(c); err != nil {
			h.t.Fatal(err)
		}
	}
	return c
}

// TestFront: who comes by a trusted proxy is counted by its own address, not the
// proxy's; who comes from the proxy's address without one is let in, too.
func TestFront(t *testing.T) {
	h := build(t, testConfig{opts: Options{Proxies: local}, behind: room.NewConnLimiter(2, 100)})
	for _, version := range []byte{1, 2} {
		client := fmt.Sprintf("192.0.2.%d", version)
		for range 2 {
			h.login(h.comes(version, client), "sam")
		}
		c := h.comes(version, client)
		if rest, err := io.ReadAll(c); err != nil && !strings.Contains(err.Error(), "reset") || len(rest) > 0 {
			t.Errorf("version %d: a third connection of %s gets %q, %v, want its end", version, client, rest, err)
		}
	}
	h.login(h.comes(2, "192.0.2.3"), "sam")
	h.login(h.comes(2, "2001:db8::1"), "sam")
	h.login(h.comes(0, ""), "sam")
}

// TestFrontLeaves: the place of who comes by a proxy is free again afterwards.
func TestFrontLeaves(t *testing.T) {
	h := build(t, testConfig{opts: Options{Proxies: local}, behind: room.NewConnLimiter(1, 100)})
	for range 3 {
		c, _ := h.login(h.comes(1, "192.0.2.1"), "sam")
		c.Close()
		eventually(t, "the connection has ended", h.empty)
	}
	h.comes(0, "") // says nothing at all, and holds up nobody who closes the door
}

// TestFrontForged: what others say of whom they come for is passed over, with
// one warning.
func TestFrontForged(t *testing.T) {
	var log lines
	h := build(t, testConfig{opts: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, behind: room.NewConnLimiter(0, 0), log: newLogger(&log)})
	for range 2 {
		c, _ := h.login(h.comes(1, "192.0.2.9"), "sam")
		c.Close()
		h.comes(2, "192.0.2.9").Close()
	}
	if n := strings.Count(log.String(), "PROXY header is ignored"); n != 1 {
		t.Errorf("the log has %d warnings, want one: %s", n, &log)
	}
	h.dial("sam")
}
