package client

import (
	"testing"
	"time"
)

// TestMoment names times as people do.
func TestMoment(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		now.Add(-11 * time.Hour): "today 01:00",
		now.Add(-13 * time.Hour): "yesterday 23:00",
		now.Add(-36 * time.Hour): "yesterday 00:00",
		now.Add(-37 * time.Hour): "27 Feb 23:00",
		now.AddDate(0, -1, 2):    "3 Feb 12:00",
		now.AddDate(-2, 0, 2):    "3 Mar 2024 12:00",
		now.AddDate(-1, 0, 0):    "1 Mar 2025 12:00",
	} {
		if got := moment(at, now); got != want {
			t.Errorf("moment(%v) = %q, want %q", at, got, want)
		}
	}
}
