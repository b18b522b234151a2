// Package metrics shows what a server does to whoever watches it: as Prometheus
// reads it, and by Go's own profiles. It has an address of its own, since it
// says more than strangers should know.
//
// It knows the room's words for what it counts, and nothing of doors or stores:
// what it cannot count itself it asks for when it is looked at, by the functions
// that it is given.
package metrics
