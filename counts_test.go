package main

import (
	"os"
	"strconv"
	"testing"
)

// Tests that are by chance, or by mere number, are short. These say how often
// instead, for when it is to be known more surely.
const (
	killsVariable    = "TALK_KILLS"     // of each test that kills; the acceptance of several servers is by 200, in an hour
	halfOpenVariable = "TALK_HALF_OPEN" // connections to each door
)

// amount is what the variable says, or else as usual.
func amount(t testing.TB, variable string, usual int) int {
	t.Helper()
	said, is := os.LookupEnv(variable)
	if !is {
		return usual
	}
	n, err := strconv.Atoi(said)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
