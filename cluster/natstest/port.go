package natstest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// The kernel gives none of these to connections, so that a port of them is free
// yet when who had it ends and starts again, whatever else is tested beside it.
const (
	lowestPort = 12_000
	ports      = 20_000
)

// FreePort is a port on which nothing listens, and which no other test takes as long as t
// runs. Whose a port is, is known by the UDP port of the same number at another address.
func FreePort(t testing.TB) int {
	t.Helper()
	for t.Context().Err() == nil {
		port := lowestPort + rand.IntN(ports)
		held, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.2:%d", port))
		if err != nil {
			continue
		}
		t.Cleanup(func() { held.Close() })
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}
