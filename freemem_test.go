package main

import "testing"

// TestTide: it turns when a crowd has come or gone, once and when all have, however they did.
func TestTide(t *testing.T) {
	var tide tide
	for _, step := range []struct {
		open, high int
		turned     bool
	}{
		{0, 500, false},
		{900, 1500, false}, // more may come
		{999, 1000, false},
		{1000, 1000, true}, // and have
		{1400, 1400, false},
		{500, 1401, false},
		{400, 500, true},
		{0, 400, false},
		{0, 1000, true}, // between two looks
		{0, 0, false},
		{800, 1400, false},
		{400, 800, true},
		{0, 400, false},
		{3000, 3000, false},
		{600, 3000, false}, // more are going
		{0, 600, false},
		{0, 0, true},
		{0, 0, false},
	} {
		if got := tide.turned(step.open, step.high); got != step.turned {
			t.Errorf("turned(%d, %d) = %t, want %t", step.open, step.high, got, step.turned)
		}
	}
}
