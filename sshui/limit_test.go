package sshui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/room/texts"
	"talktalktalk/sshui/client"
)

// never is longer than any test.
const never = time.Hour

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
	t.Parallel()
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
