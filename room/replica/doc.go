// Package replica is what a log that several servers share tells the copy of it
// that each of them keeps: package cluster decides by it, package storage stores
// it, and neither knows the other.
//
// An entry of the shared log becomes one Step. What it does to the copy is decided
// already, alike on every server; the copy stores it, with the Position of the
// entry, in one synced batch. So a server that was killed goes on where its copy
// ends.
package replica
