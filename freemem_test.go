package main

import "testing"

// TestTide: it falls when a crowd has gone, once and when all have gone, however they went.
func TestTide(t *testing.T) {
	var tide tide
	for _, step := range []struct {
		open, high int
		fell       bool
	}{
		{0, 500, false},
		{501, 1500, false},
		{500, 501, true},
		{0, 500, false},
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
		if got := tide.fell(step.open, step.high); got != step.fell {
			t.Errorf("fell(%d, %d) = %t, want %t", step.open, step.high, got, step.fell)
		}
	}
}
