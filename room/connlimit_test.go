package room_test

import (
	"net/netip"
	"testing"

	"talktalktalk/room"
)

func TestGate(t *testing.T) {
	g := room.NewConnLimiter(2, 3)
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	leave := g.Enter(a)
	if leave == nil || g.Enter(a) == nil || g.Enter(a) != nil {
		t.Fatal("an address has two places")
	}
	if g.Enter(b) == nil || g.Enter(b) != nil {
		t.Fatal("the door has three places")
	}
	leave()
	leave() // counts once
	if g.Enter(b) == nil || g.Enter(b) != nil {
		t.Error("one place was given back")
	}
	g = room.NewConnLimiter(1, 3, netip.MustParsePrefix("192.0.2.2/31"))
	if g.Enter(a) == nil || g.Enter(a) != nil || g.Enter(b) == nil || g.Enter(b) == nil || g.Enter(b) != nil {
		t.Error("an exempt address has all the places that there are")
	}
}
