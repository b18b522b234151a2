// Package encrypted makes a listener of the web door speak HTTPS.
//
// Where the certificate comes from is one of two: a pair of files, which are
// looked at again with each connection and taken anew when they have changed
// (Files), or a certificate authority that is asked by ACME (Authority). A pair
// of files that cannot be used any more leaves the one before in force, so that
// half of a renewal closes no door.
//
// Who speaks plain HTTP to the port is sent to the same address with https; no
// second port is needed for that. It is done within the connection's own first
// read, so that nothing waits for a stranger but the goroutine that serves it,
// and no longer than the HTTP server lets a handshake last.
package encrypted
