package sshui

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

// TestStalledReader: a client that reads nothing is cut when its window is
// full for too long, and delays nobody meanwhile (B51).
func TestStalledReader(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{timing: timing{login: never, stall: 3 * time.Second, keepalive: never, goodbye: never}})
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
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: 100 * time.Millisecond, goodbye: never}})
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
	for range 2 * keepaliveMisses {
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
			if got := p.pause(); got != 20*time.Second {
				t.Errorf("a silent client is probed every %v", got)
			}
			if _, err := far.Write([]byte("x")); err != nil {
				t.Fatalf("a client that sends is cut: %v", err)
			}
			if synctest.Wait(); p.pause() != room.ProbeSoon {
				t.Errorf("a client that has just sent something is probed every %v", p.pause())
			}
		}
		p.asked.Store(true)
		time.Sleep(59 * time.Second)
		if _, err := far.Write([]byte("x")); err != nil {
			t.Fatalf("a client that answers is cut: %v", err)
		}
		if synctest.Wait(); p.pause() != 20*time.Second {
			t.Errorf("an answer is taken for something that the client does: it is probed every %v", p.pause())
		}
		time.Sleep(61 * time.Second)
		if _, err := far.Write([]byte("x")); err == nil {
			t.Error("a client that sends nothing for three rounds is not cut")
		}
		p.end()
		reading.Wait()
	})
}

// TestProbesMeet: clients that came at different moments are probed at the same ones,
// none later than it is to be.
func TestProbesMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, _ := net.Pipe()
		p := newPeer(near, timing{login: never, stall: never, keepalive: 20 * time.Second}, func() {})
		for _, quiet := range []time.Duration{time.Second, time.Minute} {
			time.Sleep(quiet)
			moments := map[time.Time]bool{}
			for range 10 {
				time.Sleep(p.pause() / 200)
				until := p.untilProbe()
				if until > p.pause() || until < p.pause()*19/20 {
					t.Errorf("the next of the probes that come every %v comes after %v", p.pause(), until)
				}
				moments[time.Now().Add(until)] = true
			}
			if len(moments) > 2 {
				t.Errorf("who comes within a 20th of %v is probed at %d moments", p.pause(), len(moments))
			}
		}
		p.end()
	})
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
