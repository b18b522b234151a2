package room

import "net"

// Limits of one door's connections (INTERFACE, "Time limits on strangers").
const (
	PerAddress = 100   // default of --per-address
	PerDoor    = 20000 // in all
)

// A Gate counts the connections of one door and lets in no more than are
// allowed per address (IPv6: per /64) and in all. Safe for concurrent use.
type Gate struct{}

// NewGate returns a gate that lets in perAddress connections of one address.
func NewGate(perAddress int) *Gate { panic("wip") }

// Listen returns l behind the gate: connections over a limit are closed as
// soon as they are accepted, without a word.
func (g *Gate) Listen(l net.Listener) net.Listener { panic("wip") }
