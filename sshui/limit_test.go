package sshui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

// never is longer than any test.
const never = time.Hour

// TestRequests: of what a client may ask of a session, only what means
// something here is granted.
func TestRequests(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("sam")
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	env := func(name, value string) []byte {
		return gossh.Marshal(&struct{ Name, Value string }{name, value})
	}
	size := windowSize{Columns: 80, Rows: 24}
	for _, c := range []struct {
		name    string
		payload []byte
		granted bool
	}{
		{"subsystem", gossh.Marshal(&struct{ Name string }{"sftp"}), false},
		{"auth-agent-req@openssh.com", nil, false},
		{"x11-req", nil, false},
		{"break", []byte{0, 0, 0, 1}, false},
		{"signal", gossh.Marshal(&struct{ Name string }{"TERM"}), false},
		{"nosuch", nil, false},
		{"env", env("LD_PRELOAD", "x"), false},
		{"env", env("TZ", strings.Repeat("x", client.MaxVariable+1)), false},
		{"env", env("TZ", "UTC"), true},
		{"env", []byte("?"), false},
		{"window-change", gossh.Marshal(&size), true},
		{"window-change", []byte("?"), false},
		{"pty-req", []byte("?"), false},
		{"pty-req", ptyRequest(strings.Repeat("x", client.MaxTerm+1), size), false},
		{"pty-req", ptyRequest("xterm", size), true},
		{"pty-req", ptyRequest("xterm", size), false}, // one is enough
		{"exec", gossh.Marshal(&struct{ Line string }{"tail"}), true},
		{"exec", gossh.Marshal(&struct{ Line string }{"who"}), false},
		{"shell", nil, false},
	} {
		if ok, err := ch.SendRequest(c.name, true, c.payload); ok != c.granted || err != nil {
			t.Errorf("SendRequest(%s, %q) = %v, %v; want %v", c.name, c.payload, ok, err, c.granted)
		}
	}
	if _, _, err := c.SendRequest("tcpip-forward", true, env("", "")); err != nil {
		t.Error(err)
	}
	for _, kind := range []string{"direct-tcpip", "x11", "nosuch"} {
		if _, _, err := c.OpenChannel(kind, nil); !errors.As(err, new(*gossh.OpenChannelError)) {
			t.Errorf("OpenChannel(%s) = %v, want it refused", kind, err)
		}
	}
}

func ptyRequest(term string, s windowSize) []byte {
	return gossh.Marshal(&struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{term, s.Columns, s.Rows, s.Width, s.Height, ""})
}

// TestTerminalSize: no terminal is as large as its client likes.
func TestTerminalSize(t *testing.T) {
	terminal := client.NewTerminal()
	for _, c := range []struct {
		columns, rows uint32
		width, height int
	}{
		{0, 0, client.UsualWidth, client.UsualHeight},
		{2000, 2000, client.MaxWidth, client.MaxHeight},
		{1, 1, 1, 1},
		{0, 50, 1, 50},
		{1<<32 - 1, 0, client.MaxWidth, 50},
	} {
		terminal.Resize(c.columns, c.rows)
		if width, height := terminal.Size(); width != c.width || height != c.height {
			t.Errorf("resize(%d, %d): %d×%d, want %d×%d", c.columns, c.rows, width, height, c.width, c.height)
		}
	}
}

// TestOneSession: a connection has one session, and is cut when it asks for
// too many.
func TestOneSession(t *testing.T) {
	h := build(t, testConfig{})
	c := h.dial("sam")
	s := h.open(c, looks{command: "tail"})
	for range sessionsMost - 1 {
		var refused *gossh.OpenChannelError
		if _, err := c.NewSession(); !errors.As(err, &refused) || refused.Reason != gossh.ResourceShortage {
			t.Fatalf("a second session: %v, want a shortage of resources", err)
		}
	}
	h.say("ann", "still here")
	s.sees("still here")
	if _, err := c.NewSession(); err == nil {
		t.Error("a session too many was granted")
	}
	if _, code := s.rest(); code != lost {
		t.Errorf("the session ended with %d, want it cut", code)
	}
}

// TestConnectionEndsWithSession: it is of no more use.
func TestConnectionEndsWithSession(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	c := h.dial("sam")
	if _, code := h.open(c, looks{command: "version"}).rest(); code != client.ExitDone {
		t.Fatalf("version exited with %d", code)
	}
	c.Wait()
}

// TestStrangers: who has not logged in, or runs nothing, is cut in time.
func TestStrangers(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: 200 * time.Millisecond, stall: never, keepalive: never, goodbye: never}})
	silent, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	half, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	fmt.Fprintf(half, "SSH-2.0-stranger\r\n")
	guest := h.open(h.dial("gus"), xterm)
	guest.sees("you are gus")
	idle := h.dial("idle")
	channel := h.dial("channel")
	if _, _, err := channel.OpenChannel("session", nil); err != nil {
		t.Fatal(err)
	}

	io.Copy(io.Discard, silent)
	io.Copy(io.Discard, half)
	idle.Wait()
	channel.Wait()
	h.say("ann", "still here")
	guest.sees("still here")
	guest.types("/quit\r")
	guest.rest()
	eventually(t, "the door is empty", h.empty)
}

// empty tells whether no peer is left.
func (h *testServer) empty() bool {
	h.door.mu.Lock()
	defer h.door.mu.Unlock()
	return len(h.door.peers) == 0
}

// TestLobby: there is room for so many unfinished handshakes of one address; a
// finished one makes room for another.
func TestLobby(t *testing.T) {
	h := build(t, testConfig{opts: Options{PerAddress: 110}}) // makes 22
	for range 5 {
		h.open(h.dial("member"), looks{command: "tail"}) // takes no place in the lobby
	}
	var waiting []net.Conn
	for range 22 {
		waiting = append(waiting, h.knock())
		defer waiting[len(waiting)-1].Close()
	}
	refused, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer refused.Close()
	if b, err := io.ReadAll(refused); len(b) > 0 {
		t.Errorf("one too many was answered: %q, %v", b, err)
	}
	waiting[7].Close()
	eventually(t, "there is a place in the lobby", func() bool { return !h.lobbyFull() })
	h.dial("late").Close()
}

// TestLobbyMakesRoom: silent connections of many addresses do not keep others
// out; the one that has waited longest makes room, and no other.
func TestLobbyMakesRoom(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	var silent []net.Conn
	for i := range handshakesInAll * handshakesLeast {
		from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i/handshakesLeast))}}
		c, err := from.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		silent = append(silent, c)
	}
	h.open(h.dial("guest"), looks{command: "tail"}).types("x") // is in
	io.Copy(io.Discard, silent[0])                             // was closed
	for _, c := range silent[1:3] {
		patient, _ := h.login(c, "patient")
		patient.Close()
	}
}

// knock connects, and waits until the server has said its version.
func (h *testServer) knock() net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, len("SSH-2.0-"+version))); err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *testServer) lobbyFull() bool {
	leave := h.door.lobby.addresses.Enter(netip.MustParseAddr("127.0.0.1"))
	if leave == nil {
		return true
	}
	leave()
	return false
}

// TestStalledReader: a client that reads nothing is cut when its window is
// full for too long, and delays nobody meanwhile (B51).
func TestStalledReader(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: 500 * time.Millisecond, keepalive: never, goodbye: never}})
	for name, l := range map[string]looks{
		"a form":    {term: "xterm", width: 80, height: 24},
		"a command": {command: "tail"},
	} {
		t.Run(name, func(t *testing.T) {
			c := h.dial("stalled")
			sess, err := c.NewSession() // its output is read by nobody
			if err != nil {
				t.Fatal(err)
			}
			sess.Stdout = stuck{t.Context()}
			if l.width > 0 {
				sess.RequestPty(l.term, l.height, l.width, nil)
				err = sess.Shell()
			} else {
				err = sess.Start(l.command)
			}
			if err != nil {
				t.Fatal(err)
			}
			reader := h.reader()
			over := make(chan struct{})
			go func() {
				defer close(over)
				c.Wait()
			}()
			long := strings.Repeat("x", texts.MaxChars-1)
			for cut := false; !cut; {
				h.say("ann", long+"y")
				reader.sees("y\n")
				select {
				case <-over:
					cut = true
				default:
				}
			}
			reader.sess.Close()
			reader.rest()
		})
	}
	eventually(t, "the door is empty", h.empty)
}

// reader is somebody who reads from now on.
func (h *testServer) reader() *testSession {
	h.t.Helper()
	h.say("ann", "from now on")
	s := h.open(h.dial("reader"), looks{command: "tail -n 1"})
	s.sees("from now on\n")
	return s
}

// A stuck writer takes nothing until ctx ends.
type stuck struct{ ctx context.Context }

func (s stuck) Write([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

// TestStalledConnection: a client that does not even read from the network is
// cut as well.
func TestStalledConnection(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close()
	p := newPeer(near, timing{login: never, stall: 50 * time.Millisecond, keepalive: never}, func() {})
	defer p.end()
	if n, err := p.Write([]byte("hello")); !errors.As(err, new(net.Error)) {
		t.Errorf("Write() to nobody = %d, %v; want a timeout", n, err)
	}
}

// TestKeepalive: a client that answers nothing is cut, one that answers stays.
func TestKeepalive(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: 20 * time.Millisecond, goodbye: never}})
	dead, asked := h.raw("dead")
	ch, reqs, err := dead.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	if _, err := ch.SendRequest("shell", true, nil); err != nil {
		t.Fatal(err)
	}
	if req := <-asked; req == nil || req.Type != keepaliveRequest || !req.WantReply {
		t.Fatalf("the server asked %+v, want %s", req, keepaliveRequest)
	}
	dead.Wait() // without an answer

	alive, asked := h.raw("alive")
	ch, reqs, err = alive.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(reqs)
	if _, err := ch.SendRequest("shell", true, nil); err != nil {
		t.Fatal(err)
	}
	for range 5 * keepaliveMisses {
		req := <-asked
		if req == nil {
			t.Fatal("a client that answers was cut")
		}
		req.Reply(false, nil)
	}
	alive.Close()
}

// TestSilence: a client is there as long as it sends anything; its answer to a
// keepalive may be stuck behind a long paste.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		p := newPeer(near, timing{login: never, stall: never, keepalive: 20 * time.Second}, func() {})
		var reading sync.WaitGroup
		reading.Go(func() { io.Copy(io.Discard, p) })
		for range 5 {
			time.Sleep(59 * time.Second)
			if _, err := far.Write([]byte("x")); err != nil {
				t.Fatalf("a client that sends is cut: %v", err)
			}
		}
		time.Sleep(61 * time.Second)
		if _, err := far.Write([]byte("x")); err == nil {
			t.Error("a client that sends nothing for three rounds is not cut")
		}
		p.end()
		reading.Wait()
	})
}

// raw logs in and leaves the server's requests to the caller.
func (h *testServer) raw(user string) (gossh.Conn, <-chan *gossh.Request) {
	h.t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.login(c, user)
}

// login logs in on a connection, by a key of its own.
func (h *testServer) login(c net.Conn, user string) (gossh.Conn, <-chan *gossh.Request) {
	h.t.Helper()
	conn, channels, asked, err := gossh.NewClientConn(c, h.addr, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(newSigner(h.t))},
		HostKeyCallback: gossh.FixedHostKey(h.door.key.PublicKey()),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	go func() {
		for c := range channels {
			c.Reject(gossh.Prohibited, "")
		}
	}()
	h.t.Cleanup(func() { conn.Close() })
	return conn, asked
}

// TestInputRate: input is read no faster than the limit; the rest waits in the
// network.
func TestInputRate(t *testing.T) {
	near, far := net.Pipe()
	p := newPeer(near, timing{login: never, stall: never, keepalive: never}, func() {})
	var sending sync.WaitGroup
	sending.Go(func() {
		io.Copy(far, endless{})
	})
	started := time.Now()
	if _, err := io.CopyN(io.Discard, p, inputBurst+inputRate/4); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(started); took < 200*time.Millisecond {
		t.Errorf("a quarter of a second's input over the burst was read in %v", took)
	}
	far.Close()
	p.end()
	sending.Wait()
	if _, err := p.Read(make([]byte, 1)); err == nil {
		t.Error("Read() after the end succeeded")
	}
}

// TestPanic: a panic ends the session that panicked, and says so in the log.
func TestPanic(t *testing.T) {
	var disk *switched
	h := build(t, testConfig{wrap: func(l room.Log) room.Log {
		disk = &switched{Log: l}
		return disk
	}})
	log := &lines{}
	h.door.Log = newLogger(log)
	other := h.open(h.dial("other"), looks{command: "tail"})
	h.say("ann", "before")
	other.sees("before")
	disk.cursed.Store(true)
	if _, code := h.open(h.dial("sam"), looks{command: "since 1h"}).rest(); code != client.ExitInternal {
		t.Errorf("since exited with %d, want %d", code, client.ExitInternal)
	}
	disk.cursed.Store(false)
	h.say("ann", "after")
	other.sees("after")
	if got := log.String(); !bytes.Contains([]byte(got), []byte("cursed")) {
		t.Errorf("the log says %q, want the panic", got)
	}
}

// TestShutdownCuts: who has not left when the time is over is cut.
func TestShutdownCuts(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	stranger := h.knock()
	defer stranger.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.door.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Shutdown() = %v, want %v", err, context.Canceled)
	}
	io.Copy(io.Discard, stranger)
	late, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if b, _ := io.ReadAll(late); len(b) > 0 {
		t.Errorf("a door that is shut answered %q", b)
	}
}

// TestGoodbyeCuts: a client that reads nothing does not hold up the closing.
func TestGoodbyeCuts(t *testing.T) {
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: 100 * time.Millisecond}})
	c := h.dial("stalled")
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	sess.Stdout = stuck{t.Context()}
	if err := sess.Start("tail -n 0"); err != nil {
		t.Fatal(err)
	}
	reader := h.reader()
	long := strings.Repeat("x", texts.MaxChars-1)
	for range 600 { // more than a window of 2 MiB
		h.say("ann", long+"y")
		reader.sees("y\n")
	}
	reader.sess.Close()
	reader.rest()
	h.close() // fails the test if it takes too long
	c.Wait()
}
