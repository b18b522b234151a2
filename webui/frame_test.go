package webui_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/webui"
)

// raw is a masked frame with an all-zero mask, as a hostile client may make it.
func raw(first byte, payload string) []byte {
	b := []byte{first, 0x80 | 127}
	b = binary.BigEndian.AppendUint64(b, uint64(len(payload)))
	return append(append(b, 0, 0, 0, 0), payload...)
}

const (
	text = 0x81 // the first byte of a whole text frame
	blob = 0x82
)

func TestHostileFrames(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	whole := `{"type":"ping","id":"` + strings.Repeat("x", 64<<10-23) + `"}`
	tests := []struct {
		why    string
		frames []byte
		code   int // of the close, 0 for an answer
	}{
		{"64 KiB", raw(text, whole), 0},
		{"one byte more", raw(text, whole+" "), websocket.CloseMessageTooBig},
		{"1 MiB", raw(text, strings.Repeat("x", 1<<20)), websocket.CloseMessageTooBig},
		{"too long in parts", append(raw(0x01, whole[:60000]), raw(0x80, whole[:60000])...), websocket.CloseMessageTooBig},
		{"binary", raw(blob, `{"type":"ping"}`), websocket.CloseUnsupportedData},
		{"invalid UTF-8", raw(text, "{\"type\":\"ping\",\"id\":\"\xff\"}"), websocket.CloseInvalidFramePayloadData},
		{"a surrogate in UTF-8", raw(text, "{\"type\":\"ping\",\"id\":\"\xed\xa0\x80\"}"), websocket.CloseInvalidFramePayloadData},
		{"compressed", raw(0xc1, "x"), websocket.CloseProtocolError},
		{"an unknown opcode", raw(0x83, "x"), websocket.CloseProtocolError},
		{"a part of nothing", raw(0x80, "x"), websocket.CloseProtocolError},
		{"unmasked", []byte{text, 2, '{', '}'}, websocket.CloseProtocolError},
		{"in two parts, a ping between", bytes.Join([][]byte{raw(0x01, `{"type":`), {0x89, 0x80, 0, 0, 0, 0}, raw(0x80, `"ping","id":"x"}`)}, nil), 0},
	}
	for _, hello := range []bool{false, true} {
		for _, test := range tests {
			t.Run(fmt.Sprint(test.why, ", after hello: ", hello), func(t *testing.T) {
				c := h.connect()
				if hello {
					c.send(`{"type":"hello"}`)
					c.until("synced")
				}
				c.ws.NetConn().Write(test.frames)
				switch {
				case test.code != 0:
					if code := c.closed(); code != test.code {
						t.Errorf("closed with %d, want %d", code, test.code)
					}
				case hello:
					c.until("pong")
				default:
					c.until("error")
				}
			})
		}
	}
}

func TestNoHello(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Hello: 20 * time.Millisecond}})
	if code := h.connect().closed(); code != websocket.CloseProtocolError {
		t.Errorf("closed with %d, want %d", code, websocket.CloseProtocolError)
	}
	c := h.connect()
	for end := time.Now().Add(limit); time.Now().Before(end); { // saying anything else does not help
		if c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)) != nil {
			return
		}
		if _, err := c.read(); err != nil {
			return
		}
	}
	t.Error("a connection without hello was not closed")
}

// TestSilenceAfterHello is silent for longer than hello may take: for as long
// as it takes that to be over for one who came later.
func TestSilenceAfterHello(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Hello: time.Second}})
	c := h.join("ann")
	h.connect().closed()
	c.ping("still here")
}

// TestLinger goes on sending after the door has closed. A connection cut at
// that moment would take the close frame with it.
func TestLinger(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	c.ws.WriteMessage(websocket.BinaryMessage, []byte("x"))
	if code := c.closed(); code != websocket.CloseUnsupportedData {
		t.Errorf("closed with %d, want %d", code, websocket.CloseUnsupportedData)
	}
	for range 10 {
		if _, err := c.ws.NetConn().Write(make([]byte, 1<<20)); err != nil {
			t.Fatalf("cut while sending: %v", err)
		}
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	h := build(t, plan{opts: webui.Options{Origins: []string{"Chat.example", "chat.example:8443"}}})
	tests := []struct {
		origin []string
		ok     bool
	}{
		{nil, true},
		{[]string{"http://" + h.addr}, true},
		{[]string{"https://" + h.addr}, true},
		{[]string{"https://chat.example"}, true},
		{[]string{"https://CHAT.example:8443"}, true},
		{[]string{"https://chat.example:9443"}, false},
		{[]string{"https://evil.example"}, false},
		{[]string{"https://chat.example.evil.example"}, false},
		{[]string{"https://evil.example/" + h.addr}, false},
		{[]string{"ftp://" + h.addr}, false},
		{[]string{"http://127.0.0.1"}, false}, // another port is another origin
		{[]string{"null"}, false},
		{[]string{""}, false},
		{[]string{"http://" + h.addr, "https://evil.example"}, false},
	}
	for _, test := range tests {
		c, err := h.dial(http.Header{"Origin": test.origin})
		switch {
		case test.ok && err != nil:
			t.Errorf("Origin %q: %v, want it let in", test.origin, err)
		case !test.ok && (err == nil || !strings.HasPrefix(err.Error(), "403")):
			t.Errorf("Origin %q: %v, want 403", test.origin, err)
		}
		if c != nil {
			c.ws.Close()
		}
	}
}
