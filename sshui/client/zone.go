package client

import (
	"strings"
	"time"
	_ "time/tzdata" // TZ means the same on a machine without a zone database
)

// zoneOf is the zone that a client's TZ names, as in "Europe/Paris", or
// without one or for one that is not known, usual.
func zoneOf(tz string, usual *time.Location) *time.Location {
	name := strings.TrimPrefix(tz, ":")
	if name == "" || name == "Local" {
		return usual
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return usual
	}
	return zone
}
