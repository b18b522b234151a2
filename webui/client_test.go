package webui_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// An object is one line of a frame.
type object map[string]any

func (o object) String() string {
	line, _ := json.Marshal(o)
	return string(line)
}

// text is a field that holds a text, "" if it does not.
func (o object) text(field string) string {
	s, _ := o[field].(string)
	return s
}

// number is a field that holds a number, 0 if it does not.
func (o object) number(field string) int {
	n, _ := o[field].(float64)
	return int(n)
}

// A client is a script that speaks the door's WebSocket.
type client struct {
	t       testing.TB
	ws      *websocket.Conn
	pending []object // read, and not looked at yet
	newest  int      // number of the newest message looked at
	largest int      // bytes of the largest frame
}

// connect opens a WebSocket and says nothing.
func (h *house) connect() *client {
	h.t.Helper()
	c, err := h.dial(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) dial(header http.Header) (*client, error) {
	ws, res, err := (&websocket.Dialer{HandshakeTimeout: limit}).DialContext(h.t.Context(), "ws://"+h.addr+"/ws", header)
	if err != nil {
		if res != nil {
			return nil, fmt.Errorf("%d: %w", res.StatusCode, err)
		}
		return nil, err
	}
	h.t.Cleanup(func() { ws.Close() })
	return &client{t: h.t, ws: ws}, nil
}

// enter connects and says hello, and returns the welcome.
func (h *house) enter(hello string) (*client, object) {
	h.t.Helper()
	c := h.connect()
	c.send(hello)
	return c, c.until("welcome")
}

// join is enter up to the end of the catch-up.
func (h *house) join(name string) *client {
	h.t.Helper()
	c, _ := h.enter(fmt.Sprintf(`{"type":"hello","name":%q}`, name))
	c.until("synced")
	return c
}

// send sends a frame as it stands.
func (c *client) send(frame string) {
	c.t.Helper()
	c.ws.SetWriteDeadline(time.Now().Add(limit))
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatalf("send %.80s: %v", frame, err)
	}
}

// next returns the next object.
func (c *client) next() object {
	c.t.Helper()
	o, err := c.read()
	if err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return o
}

func (c *client) read() (object, error) {
	for len(c.pending) == 0 {
		c.ws.SetReadDeadline(time.Now().Add(limit))
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			return nil, err
		}
		if kind != websocket.TextMessage {
			return nil, fmt.Errorf("frame of type %d", kind)
		}
		c.largest = max(c.largest, len(frame))
		if c.pending, err = parse(frame); err != nil {
			return nil, err
		}
	}
	o := c.pending[0]
	c.pending = c.pending[1:]
	if o.text("type") == "message" {
		c.newest = max(c.newest, o.number("seq"))
	}
	return o, nil
}

// parse takes a server's frame apart: compact objects with a type, one a line.
func parse(frame []byte) (objects []object, err error) {
	for line := range bytes.SplitSeq(frame, []byte("\n")) {
		var o object
		var compact bytes.Buffer
		if err := errors.Join(json.Compact(&compact, line), json.Unmarshal(line, &o)); err != nil {
			return nil, fmt.Errorf("line %q: %w", line, err)
		}
		if !bytes.Equal(compact.Bytes(), line) {
			return nil, fmt.Errorf("line %q is not compact", line)
		}
		if o.text("type") == "" {
			return nil, fmt.Errorf("line %q has no type", line)
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// until skips to the next object of a type.
func (c *client) until(kind string) object {
	c.t.Helper()
	return c.find(kind, func(o object) bool { return o.text("type") == kind })
}

// answer skips to the object that answers the request called id.
func (c *client) answer(id string) object {
	c.t.Helper()
	return c.find("answer to "+id, func(o object) bool { return o.text("id") == id })
}

func (c *client) find(what string, is func(object) bool) object {
	c.t.Helper()
	for {
		o, err := c.read()
		if err != nil {
			c.t.Fatalf("no %s: %v", what, err)
		}
		if is(o) {
			return o
		}
	}
}

// say says text, and returns the number under which it is stored.
func (c *client) say(id, text string) int {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"say","id":%q,"text":%q}`, id, text))
	o := c.answer(id)
	if o.text("type") != "stored" {
		c.t.Fatalf("say %q: %v, want it stored", text, o)
	}
	return o.number("seq")
}

// see reads until the message numbered seq has come. What is stored is shown a
// moment later, so only then can others be expected to find it.
func (c *client) see(seq int) {
	c.t.Helper()
	for c.newest < seq {
		c.next()
	}
}

// ping asks for a sign of life and returns the head.
func (c *client) ping(id string) int {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"ping","id":%q}`, id))
	return c.answer(id).number("head")
}

// closed reads to the end of the connection and returns the close code.
func (c *client) closed() int {
	c.t.Helper()
	_, code := c.rest()
	return code
}

// rest reads to the end of the connection: what came, and the close code.
func (c *client) rest() (objects []object, code int) {
	c.t.Helper()
	for {
		o, err := c.read()
		var end *websocket.CloseError
		switch {
		case errors.As(err, &end):
			return objects, end.Code
		case err != nil:
			c.t.Fatalf("read: %v, want a close frame", err)
		}
		objects = append(objects, o)
	}
}

// leave closes the connection with a close code and waits for the answer.
func (c *client) leave(code int) {
	c.t.Helper()
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(limit))
	c.closed()
}

// logger writes the door's log to the test's.
func logger(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }
