// Package pushtest is a push service for tests, on loopback, and the browsers
// that it serves: what is pushed to these is checked, decrypted and handed over.
package pushtest
