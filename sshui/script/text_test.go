package script

import (
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/wire"
	"talktalktalk/sshui/sshtest"
)

// TestScript holds what scripts read against what it should be.
func TestScript(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for name, zone := range map[string]*time.Location{"utc": time.UTC, "tokyo": tokyo} {
		var b []byte
		for _, e := range sshtest.Conversation() {
			if e.Kind == room.Said {
				b = AppendMessage(b, e, zone)
			}
		}
		sshtest.Golden(t, "script-"+name, string(b))
	}
}

// TestEncodeMessage: JSON is what INTERFACE says, and shows a terminal
// nothing that would move it.
func TestEncodeMessage(t *testing.T) {
	var b strings.Builder
	for _, e := range sshtest.Conversation() {
		if e.Kind == room.Said {
			b.Write(encodeEvent(e))
		}
	}
	sshtest.Golden(t, "json", b.String())
	for _, r := range b.String() {
		if wire.Unseen(r) {
			t.Errorf("the JSON holds %U", r)
		}
	}
}
