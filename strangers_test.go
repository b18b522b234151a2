package main

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestStrangers lets a thousand connections say nothing and two people stop
// reading: others talk on, and in the end all of them are dropped.
func TestStrangers(t *testing.T) {
	t.Parallel()
	const addresses, each = 25, 20
	s := start(t, "--flood=off")
	ann, _ := browse(t, s, object{Name: "ann"})
	bob, _ := browse(t, s, object{Name: "bob"})
	carl := open(t, s, "carl", newKey(t))
	page, terminal := stalledPage(t, s), stalledTerminal(t, s)

	var dropped atomic.Int32
	var silent sync.WaitGroup
	for _, door := range []string{s.web, s.ssh} {
		for n := range addresses * each {
			conn := dialFrom(t, fmt.Sprintf("127.0.1.%d", 1+n%addresses), door)
			silent.Go(func() {
				_, _ = io.Copy(io.Discard, conn) // until the server ends it
				dropped.Add(1)
			})
		}
	}

	// More than what the buffers between the server and them can take.
	long := strings.Repeat("\U0001f4ac", 4000)
	for n := range 300 {
		ann.say(strconv.Itoa(n), long)
	}
	ann.say("last", "still here")
	bob.await("message", func(o object) bool { return o.Text == "still here" })
	carl.press("so am I\r")
	bob.await("message from ssh", func(o object) bool { return o.Text == "so am I" })

	waitFor(t, "the page that reads nothing to be dropped", page)
	waitFor(t, "the terminal that reads nothing to be dropped", terminal)
	waitFor(t, "all silent connections to be dropped", func() { silent.Wait() })
	if n := dropped.Load(); n != 2*addresses*each {
		t.Errorf("%d of %d silent connections were dropped", n, 2*addresses*each)
	}
	ann.say("after", "are you there?")
	carl.await("message after all that", func(line string) bool { return line == "ann: are you there?" })
}

// TestGate: one address has so many connections and no more, others have
// theirs. The one too many is closed while the others are still waited for.
func TestGate(t *testing.T) {
	t.Parallel()
	const most = 3
	s := start(t, "--per-address="+strconv.Itoa(most))
	for _, door := range []string{s.web, s.ssh} {
		ended := newJournal[int]()
		for n := range most + 1 {
			conn := dialFrom(t, "127.0.1.1", door)
			go func() {
				_, _ = io.Copy(io.Discard, conn) // the test's end closes it
				ended.add(n)
			}()
		}
		first, err := ended.find(withPatience(t), func(int) bool { return true })
		if err != nil || first != most {
			t.Errorf("of connections 0 to %d number %d was closed first (%v), want the last", most, first, err)
		}
	}
	ann, _ := browse(t, s, object{Name: "ann"})
	ann.say("1", "from another address")
}

// waitFor lets what take as long as the patience of a test.
func waitFor(t *testing.T, why string, what func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		what()
	}()
	select {
	case <-done:
	case <-withPatience(t).Done():
		t.Fatalf("waited in vain for %s", why)
	}
}

// dialFrom connects from one of this machine's own addresses.
func dialFrom(t *testing.T, from, to string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := dialer.DialContext(t.Context(), "tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// stalledPage joins, never reads, and returns what waits for its end. It
// learns of that when it writes.
func stalledPage(t *testing.T, s *process) (wait func()) {
	t.Helper()
	conn := dial(t, s)
	t.Cleanup(func() { conn.Close() })
	if err := conn.NetConn().(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if err := send(conn, object{Type: "hello", Name: "stalled"}); err != nil {
		t.Fatal(err)
	}
	return func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if conn.WriteControl(websocket.PongMessage, nil, time.Now().Add(patience)) != nil {
				return
			}
		}
	}
}

// stalledTerminal follows the room, never reads, and returns what waits for
// its end.
func stalledTerminal(t *testing.T, s *process) (wait func()) {
	t.Helper()
	client := login(t, s, "stalled", newKey(t))
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StdoutPipe(); err != nil { // which nobody reads
		t.Fatal(err)
	}
	if err := session.Start("tail"); err != nil {
		t.Fatal(err)
	}
	return func() { _ = client.Wait() }
}
