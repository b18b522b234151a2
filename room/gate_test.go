package room_test

import (
	"net"
	"testing"
	"time"

	"talktalktalk/room"
)

// TestWriteDeadline: a deadline that is set again holds, whatever was set in
// between.
func TestWriteDeadline(t *testing.T) {
	tcp, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	l := room.NewGate(1, 1).Listen(tcp)
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	late, past := time.Now().Add(time.Hour), time.Unix(1, 0)
	for _, step := range []struct {
		set     func(time.Time) error
		to      time.Time
		written bool
	}{
		{c.SetWriteDeadline, late, true},
		{c.SetWriteDeadline, late, true},
		{c.SetDeadline, past, false},
		{c.SetWriteDeadline, late, true},
		{c.SetWriteDeadline, past, false},
		{c.SetWriteDeadline, late, true},
		{c.SetDeadline, past, false},
		{c.SetWriteDeadline, time.Time{}, true},
	} {
		if err := step.set(step.to); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte("x")); (err == nil) != step.written {
			t.Errorf("with the deadline %v: Write() = %v", step.to, err)
		}
	}
}
