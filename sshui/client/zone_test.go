package client

import (
	"testing"
	"time"
)

func TestZoneOf(t *testing.T) {
	usual := time.FixedZone("usual", 3600)
	for tz, want := range map[string]string{
		"": "usual", "Local": "usual", ":Local": "usual", "nowhere": "usual", "../UTC": "usual", "UTC": "UTC", "Europe/Paris": "Europe/Paris", ":Europe/Paris": "Europe/Paris",
	} {
		if got := zoneOf(tz, usual).String(); got != want {
			t.Errorf("zoneOf(%q) = %s, want %s", tz, got, want)
		}
	}
}
