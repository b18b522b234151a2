package wire

import (
	"testing"
	"time"

	"talktalktalk/room"
)

func TestObjects(t *testing.T) {
	at := time.UnixMilli(1763805600123)
	said := &room.Event{Kind: room.Said, Seq: 7, Time: at, ID: "c-1", Owner: "p7f3a", Name: "sam", Via: room.SSH, Text: "a < b"}
	gone := &room.Event{Kind: room.Said, Seq: 7, Time: at, Owner: "p7f3a", Name: "sam", Via: room.Web, Deleted: true}
	for _, c := range []struct {
		object any
		want   string
	}{
		{NewMessage(said), `{"type":"message","seq":7,"at":1763805600123,"who":"p7f3a","name":"sam","via":"ssh","text":"a < b","color":3,"cid":"c-1"}`},
		{NewMessage(&room.Event{Kind: room.Changed, Seq: 9, Message: gone}), `{"type":"changed","seq":7,"at":1763805600123,"who":"p7f3a","name":"sam","via":"web","color":3,"deleted":true}`},
		{NewPerson(room.Member{Who: "p7f3a", Name: "sam"}), `{"who":"p7f3a","name":"sam","via":[],"admin":false}`},
		{NewPerson(room.Member{Who: "p7f3a", Name: "sam", Via: []room.Via{room.Web}, Admin: true}), `{"who":"p7f3a","name":"sam","via":["web"],"admin":true}`},
		{NewStored("c-1", room.Receipt{Seq: 7, Time: at}), `{"type":"stored","id":"c-1","seq":7,"at":1763805600123}`},
		{NewStored("", room.Receipt{Seq: 7, Time: at}), `{"type":"stored","seq":7,"at":1763805600123}`},
		{NewNotice("", "hello"), `{"type":"notice","text":"hello"}`},
	} {
		if got := string(Encode(c.object)); got != c.want {
			t.Errorf("Encode(%+v) =\n%s, want\n%s", c.object, got, c.want)
		}
	}
}
