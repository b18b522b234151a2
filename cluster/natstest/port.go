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

// FreePort is a port on which nothing listens, and which nobody takes by accident.
func FreePort(t testing.TB) int {
	t.Helper()
	for t.Context().Err() == nil {
		port := lowestPort + rand.IntN(ports)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}
