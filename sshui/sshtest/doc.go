// Package sshtest is what tests of several parts of the SSH door share: a
// terminal in memory that knows the control sequences that we send, a
// conversation that tries to look like what it is not, and golden files.
package sshtest
