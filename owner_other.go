//go:build !unix

package main

// giveBack has nothing to do: here there is no root that works for others.
func giveBack() error { return nil }
