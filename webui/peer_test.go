package webui_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/room/texts"
	"talktalktalk/webui"
)

// stall lets a peer in that reads nothing, and says more than the system keeps
// for it.
func (h *house) stall(speaker *client) {
	h.t.Helper()
	sloth := h.join("sloth")
	sloth.ws.NetConn().(*net.TCPConn).SetReadBuffer(4 << 10)
	for i := range 20 {
		speaker.say(fmt.Sprint("long-", i), strings.Repeat("𝕩", texts.MaxChars))
	}
}

// TestStalledReader sees a peer dropped that reads nothing, and nobody else.
func TestStalledReader(t *testing.T) {
	t.Parallel()
	h := build(t, plan{narrow: true, hurry: webui.Hurry{Write: 2 * time.Second}})
	ann := h.join("ann")
	h.stall(ann)
	for end := time.Now().Add(limit); h.door.Sockets() > 1; ann.ping("p") {
		if time.Now().After(end) {
			t.Fatal("a peer that reads nothing was not dropped")
		}
	}
	if n := h.door.Dropped(); n != 1 {
		t.Errorf("%d readers were dropped, want 1", n)
	}
	ann.say("1", "still here")
}

// TestRoomClosesOnStalledReader does not wait until that is dropped.
func TestRoomClosesOnStalledReader(t *testing.T) {
	t.Parallel()
	h := build(t, plan{narrow: true})
	ann := h.join("ann")
	h.stall(ann)
	ann.leave(websocket.CloseNormalClosure)
	h.close()
}

// TestLongSilence writes to a peer to which nothing was written for longer than
// a write may take.
func TestLongSilence(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Write: time.Second, Hello: 2 * time.Second}})
	ann, bob := h.join("ann"), h.join("bob")
	h.connect().closed() // two seconds later
	seq := ann.say("1", "still here?")
	bob.see(seq)
}

// TestDeafPeer answers no ping.
func TestDeafPeer(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Beat: 5 * time.Millisecond, Pong: 50 * time.Millisecond}})
	c := h.join("ann")
	c.ws.SetPingHandler(func(string) error { return nil })
	for {
		_, err := c.read()
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			t.Error("a peer that answers no ping was not dropped")
		}
		if err != nil {
			return
		}
	}
}

// TestPings answers them, and stays.
func TestPings(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Beat: 5 * time.Millisecond}})
	h.join("ann").pinged(5)

	h = build(t, plan{hurry: webui.Hurry{Beat: time.Hour, Probe: 5 * time.Millisecond}})
	h.join("ann").pinged(5) // who has just done something is watched
}

// pinged is silent until n pings have come, and then still answered.
func (c *client) pinged(n int) {
	c.t.Helper()
	pings, pong := 0, c.ws.PingHandler()
	c.ws.SetPingHandler(func(data string) error {
		if pings++; pings == n {
			c.send(`{"type":"ping","id":"alive"}`)
		}
		return pong(data)
	})
	c.answer("alive")
}

// TestDepartures leaves in each way, which decides when others are told.
func TestDepartures(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	lost, closed, quitter := h.join("lost"), h.join("closed"), h.join("quitter")
	ann.find("all four", func(o object) bool { return o.text("type") == "presence" && o.number("online") == 4 })
	lost.ws.Close()
	closed.leave(websocket.CloseGoingAway)
	quitter.leave(websocket.CloseNormalClosure)
	left := ann.find("who left", func(o object) bool { return fmt.Sprint(o["left"]) == "[quitter]" })
	if left.number("online") != 3 {
		t.Errorf("%v, want those who were lost or closed the page still here", left)
	}
	left = ann.find("who left", func(o object) bool { return fmt.Sprint(o["left"]) == "[closed]" })
	if left.number("online") != 2 {
		t.Errorf("%v, want who was lost still here", left)
	}
}

func TestRoomCloses(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, stranger, sloth := h.join("ann"), h.connect(), h.join("sloth")
	ann.say("last", "last words")
	done := make(chan struct{})
	go func() { defer close(done); h.close() }()
	for who, c := range map[string]*client{"ann": ann, "a stranger": stranger} {
		objects, code := c.rest()
		if code != websocket.CloseServiceRestart || len(objects) == 0 {
			t.Fatalf("%s: closed with %d after %v, want %d", who, code, objects, websocket.CloseServiceRestart)
		}
		if got, want := objects[len(objects)-1].String(), `{"reason":"restarting","retry_ms":1000,"type":"bye"}`; got != want {
			t.Errorf("%s: the last words are %s, want %s", who, got, want)
		}
		c.ws.Close()
	}
	<-done // though sloth takes no leave
	sloth.ws.Close()
}

// TestShutdownAlone closes the door of a room that stays open.
func TestShutdownAlone(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	done := make(chan error, 1)
	go func() { done <- h.door.Shutdown(context.Background()) }()
	if code := c.closed(); code != websocket.CloseServiceRestart {
		t.Errorf("closed with %d, want %d", code, websocket.CloseServiceRestart)
	}
	c.ws.Close()
	if err := <-done; err != nil {
		t.Errorf("Shutdown() = %v", err)
	}
}

// TestShutdownCuts does not wait for those who take no leave.
func TestShutdownCuts(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Farewell: time.Hour}})
	h.join("sloth")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := h.door.Shutdown(ctx); err != context.Canceled {
		t.Errorf("Shutdown() = %v, want %v", err, context.Canceled)
	}
	if n := h.door.Sockets(); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}
