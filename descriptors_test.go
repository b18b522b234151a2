package main

import (
	"testing"

	"talktalktalk/room"
)

// TestShare: connections never take what the store and the owner need.
func TestShare(t *testing.T) {
	for limit, want := range map[int]descriptors{
		300:     {300, 75, 88},
		1024:    {1024, 256, 360},
		1 << 20: {1 << 20, 256, room.PerDoor},
	} {
		got, err := share(limit)
		if err != nil || got != want {
			t.Errorf("share(%d) = %+v, %v, want %+v", limit, got, err, want)
		}
		if left := limit - 2*got.perDoor - got.storeFiles; left < otherFiles {
			t.Errorf("of %d descriptors %d are left", limit, left)
		}
	}
	if _, err := share(100); err == nil {
		t.Error("share(100) = nil, want an error")
	}
}
