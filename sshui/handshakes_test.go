package sshui

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"
)

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
