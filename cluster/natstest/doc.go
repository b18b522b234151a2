// Package natstest runs NATS servers for tests: real processes on loopback, which are
// killed, frozen and emptied as machines are.
package natstest
