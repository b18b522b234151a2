package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// An object is any object of the WebSocket's wire.
type object struct {
	Type     string      `json:"type"`
	ID       string      `json:"id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Who      string      `json:"who,omitempty"`
	Token    string      `json:"token,omitempty"`
	Epoch    string      `json:"epoch,omitempty"`
	After    uint64      `json:"after,omitempty"`
	Seq      uint64      `json:"seq,omitempty"`
	At       int64       `json:"at,omitempty"`
	HTML     string      `json:"html,omitempty"`
	Limit    int         `json:"limit,omitempty"`
	Head     uint64      `json:"head,omitempty"`
	Text     string      `json:"text,omitempty"`
	Code     string      `json:"code,omitempty"`
	Note     string      `json:"note,omitempty"`
	Via      string      `json:"via,omitempty"`
	Action   bool        `json:"action,omitempty"`
	Deleted  bool        `json:"deleted,omitempty"`
	Admin    bool        `json:"admin,omitempty"`
	Claimed  bool        `json:"claimed,omitempty"`
	URL      string      `json:"url,omitempty"`
	RetryMS  int         `json:"retry_ms,omitempty"`
	From     any         `json:"from,omitempty"` // a number, or a person
	To       any         `json:"to,omitempty"`
	Topic    string      `json:"topic,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Barred   *object     `json:"barred,omitempty"`
	Messages []object    `json:"messages,omitempty"`
	More     bool        `json:"more,omitempty"`
	Joined   []string    `json:"joined,omitempty"`
	Left     []string    `json:"left,omitempty"`
	Renamed  [][2]string `json:"renamed,omitempty"`
	People   []struct {
		Name  string   `json:"name"`
		Doors []string `json:"via"`
	} `json:"people,omitempty"`
}

// A browser is a connection to the web door, as the page makes it.
type browser struct {
	t    testing.TB
	conn *websocket.Conn
	seen *journal[object]
	gone error // why the connection ended, when seen has ended
}

// browse connects and says hello; welcome is the answer.
func browse(t testing.TB, s *process, hello object) (b *browser, welcome object) {
	t.Helper()
	b = &browser{t: t, conn: dial(t, s), seen: newJournal[object]()}
	t.Cleanup(b.cut)
	go b.read()
	hello.Type = "hello"
	b.send(hello)
	return b, b.await("welcome", func(o object) bool { return o.Type == "welcome" })
}

// dial opens the WebSocket and says nothing.
func dial(t testing.TB, s *process) *websocket.Conn {
	t.Helper()
	return dialBy(t, s, websocket.DefaultDialer, nil)
}

func dialBy(t testing.TB, s *process, by *websocket.Dialer, header http.Header) *websocket.Conn {
	t.Helper()
	conn, _, err := by.DialContext(withPatience(t), "ws://"+s.web+"/ws", header)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// byAddress dials from an address of this machine.
func byAddress(address string) *websocket.Dialer {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &websocket.Dialer{NetDialContext: d.DialContext}
}

// browseFrom is browse from another address, with more in the request's header.
func browseFrom(t testing.TB, s *process, address string, header http.Header, hello object) *browser {
	t.Helper()
	b := &browser{t: t, conn: dialBy(t, s, byAddress(address), header), seen: newJournal[object]()}
	t.Cleanup(b.cut)
	go b.read()
	hello.Type = "hello"
	b.send(hello)
	return b
}

// read takes in what comes until the connection ends.
func (b *browser) read() {
	defer b.seen.end()
	defer b.conn.Close()
	for {
		objects, err := receive(b.conn)
		if err != nil {
			b.gone = err
			return
		}
		for _, o := range objects {
			b.seen.add(o)
		}
	}
}

// receive reads one frame.
func receive(conn *websocket.Conn) ([]object, error) {
	_, frame, err := conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	var objects []object
	for line := range bytes.Lines(frame) {
		var o object
		if err := json.Unmarshal(line, &o); err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// cut ends the connection without a word.
func (b *browser) cut() {
	b.conn.Close()
	_ = b.seen.wait(context.Background())
}

// send is for one goroutine at a time.
func (b *browser) send(o object) {
	b.t.Helper()
	if err := send(b.conn, o); err != nil {
		b.t.Fatalf("send %s: %v", o.Type, err)
	}
}

func send(conn *websocket.Conn, o object) error {
	if err := conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	return conn.WriteJSON(o)
}

// await waits for an object.
func (b *browser) await(what string, match func(object) bool) object {
	b.t.Helper()
	o, err := b.seen.find(withPatience(b.t), match)
	if err != nil {
		b.t.Fatalf("no %s: %v", what, err)
	}
	return o
}

// answer waits for the answer to the request called id.
func (b *browser) answer(id string) object {
	b.t.Helper()
	return b.await("answer to "+id, func(o object) bool { return o.ID == id })
}

// say says a text and returns its number.
func (b *browser) say(id, text string) uint64 {
	b.t.Helper()
	b.send(object{Type: "say", ID: id, Text: text})
	o := b.answer(id)
	if o.Type != "stored" {
		b.t.Fatalf("say %q: %+v, want it stored", text, o)
	}
	return o.Seq
}

// history reads every message there is, oldest first.
func (b *browser) history() []object {
	b.t.Helper()
	var pages [][]object
	for more, before := true, uint64(1<<53-1); more; {
		id := "page-" + time.Now().Format(time.RFC3339Nano)
		b.send(object{Type: "before", ID: id, Seq: before, Limit: 100})
		page := b.answer(id)
		if page.Type != "page" {
			b.t.Fatalf("before %d: %+v, want a page", before, page)
		}
		pages = append(pages, page.Messages)
		if more = page.More; more {
			before = page.Messages[0].Seq
		}
	}
	slices.Reverse(pages)
	return slices.Concat(pages...)
}
