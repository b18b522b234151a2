package room_test

import (
	"errors"
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
	l := room.NewConnLimiter(1, 1).Listen(tcp)
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

// TestPacedListener: an address connects several times as often at once as it
// may be here, and then waits for its turn; what waits goes with the listener.
func TestPacedListener(t *testing.T) {
	const most = 10
	tcp, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	l := room.NewConnLimiter(most, 10*most).Paced().Listen(tcp)
	defer l.Close()
	dial := func(from string) {
		t.Helper()
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := dialer.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
	}
	pass := func() (from string) {
		t.Helper()
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		return c.RemoteAddr().(*net.TCPAddr).IP.String()
	}
	began := time.Now()
	for range 3 * most {
		dial("127.0.0.2")
		pass()
	}
	dial("127.0.0.2")
	pass()
	if d := time.Since(began); d < 200*time.Millisecond { // a fifth of a second each
		t.Errorf("one more than may come at once is let in after %v", d)
	}
	for range most {
		dial("127.0.0.2") // the last of them waits for two seconds
	}
	dial("127.0.0.3")
	before := 0
	for pass() != "127.0.0.3" {
		before++
	}
	if before == most {
		t.Error("another address waits for all of the first")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if c, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept() of a closed listener = %v, %v", c, err)
	}
}
