package wire

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

// TestEvent: a message and back is the event, whatever it has.
func TestEvent(t *testing.T) {
	e := &room.Event{
		Seq: 7, Time: time.UnixMilli(1000).UTC(), Kind: room.Said, ID: "c-1", Owner: "p1", Name: "ann", Via: room.SSH,
		Text: "hi", Action: true, Admin: true, Bot: true, Claimed: true, Note: "new", Edited: time.UnixMilli(2000).UTC(), Deleted: true,
	}
	if got := NewMessage(e).Event(); !reflect.DeepEqual(got, e) {
		t.Errorf("back it is %+v, was %+v", got, e)
	}
	line := EncodeLine(NewMessage(&room.Event{Kind: room.Said, Text: "a\u009b\u202e\n"}))
	if want := `"text":"a\u009b\u202e\n"`; !strings.Contains(string(line), want) {
		t.Errorf("%s does not have %s", line, want)
	}
}
