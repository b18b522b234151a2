package webui_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/webui"
)

// An sse is one server-sent event.
type sse struct {
	kind, id string
	object
}

// A listener is a script that follows the stream.
type listener struct {
	t     testing.TB
	res   *http.Response
	lines *bufio.Reader
}

func (h *house) listen(path string, header http.Header) *listener {
	h.t.Helper()
	res := h.get(http.MethodGet, path, header)
	if kind := res.Header.Get("Content-Type"); res.StatusCode != 200 || kind != "text/event-stream; charset=utf-8" {
		h.t.Fatalf("%s = %d %s", path, res.StatusCode, kind)
	}
	return &listener{h.t, res, bufio.NewReader(res.Body)}
}

// line reads a line; false at the end of the stream.
func (l *listener) line() (string, bool) {
	line, err := l.lines.ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err == nil
}

// next returns the next event, past comments; false at the end of the stream.
func (l *listener) next() (e sse, ok bool) {
	for {
		line, ok := l.line()
		if !ok {
			return e, false
		}
		field, value, _ := strings.Cut(line, ": ")
		switch field {
		case "event":
			e.kind = value
		case "id":
			e.id = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.object); err != nil {
				l.t.Fatalf("%s: %v", line, err)
			}
		case "":
			if e.object != nil {
				return e, true
			}
		}
	}
}

// expect wants the next event to be the message seq.
func (l *listener) expect(seq int) {
	l.t.Helper()
	e, ok := l.next()
	if !ok || e.kind != "" || e.id != fmt.Sprint(seq) || e.text("type") != "message" || e.number("seq") != seq {
		l.t.Fatalf("the stream goes on with %+v, %v, want message %d", e, ok, seq)
	}
}

// TestStream: a script follows what is said and changed, from now on or from
// where it was, and is told when the server stops.
func TestStream(t *testing.T) {
	t.Parallel()
	h := build(t, plan{hurry: webui.Hurry{Beat: 50 * time.Millisecond}})
	ann := h.join("ann")
	one, two := ann.say("1", "one"), ann.say("2", "two")
	ann.see(two)

	live := h.listen("/api/stream", nil)
	all := h.listen("/api/stream?after=0", nil)
	back := h.listen("/api/stream?after=0", http.Header{"Last-Event-Id": {fmt.Sprint(one)}})
	all.expect(one)
	all.expect(two)
	back.expect(two)
	for {
		if line, ok := live.line(); !ok {
			t.Fatal("the stream ends without a keepalive")
		} else if line == ": keepalive" {
			break
		}
	}
	three := ann.say("3", "three")
	ann.amend("4", two, "too")
	for _, l := range []*listener{live, all, back} {
		l.expect(three)
		if e, ok := l.next(); !ok || e.kind != "changed" || e.id != "" || e.number("seq") != two || e.text("text") != "too" {
			t.Errorf("the stream goes on with %+v, %v, want the change", e, ok)
		}
	}
	late := h.listen(fmt.Sprintf("/api/stream?after=%d", two), nil)
	if e, _ := late.next(); e.kind != "changed" || e.number("seq") != two {
		t.Errorf("who comes back is first told %+v, want the change", e)
	}
	late.expect(three)

	go h.close()
	for _, l := range []*listener{live, all, back, late} {
		if e, ok := l.next(); !ok || e.kind != "bye" || e.text("reason") != "restarting" {
			t.Errorf("the stream ends with %+v, %v, want bye", e, ok)
		}
		if e, ok := l.next(); ok {
			t.Errorf("after bye comes %+v", e)
		}
	}
}

// TestStreamGap: who has missed too much is told so, and gets the newest.
func TestStreamGap(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	first := ann.say("0", "text")
	var last int
	for i := range room.CatchUp + 1 {
		last = ann.say(fmt.Sprint(i+1), "text")
	}
	ann.see(last)
	l := h.listen(fmt.Sprintf("/api/stream?after=%d", first), nil)
	if e, _ := l.next(); e.kind != "gap" || e.number("from") != first+1 || e.number("count") != room.CatchUp+1-room.Backlog {
		t.Errorf("the stream begins with %+v, want a gap", e)
	}
	l.expect(last - room.Backlog + 1)
}

// TestStreamsPerAddress: streams count as connections of their address.
func TestStreamsPerAddress(t *testing.T) {
	t.Parallel()
	h := build(t, plan{opts: webui.Options{PerAddress: 1}})
	first := h.listen("/api/stream", nil)
	if a := h.ask(http.MethodGet, "/api/stream", ""); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "1" {
		t.Errorf("a second stream gets %d %v", a.StatusCode, a.object)
	}
	first.res.Body.Close()
	for end := time.Now().Add(limit); ; { // the server notices by itself
		r := h.get(http.MethodGet, "/api/stream", nil)
		if r.StatusCode == 200 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the place of a stream that has ended is not free")
		}
	}
}

// TestStreamSlow: a stream that is not read ends, and holds nobody up.
func TestStreamSlow(t *testing.T) {
	t.Parallel()
	h := build(t, plan{narrow: true, hurry: webui.Hurry{Write: 100 * time.Millisecond}})
	ann, err := h.room.Join(t.Context(), room.Visitor{Via: room.SSH, Recent: -1}) // whom the door's haste does not hurt
	if err != nil {
		t.Fatal(err)
	}
	defer ann.Leave(room.Quit)
	slow := h.listen("/api/stream", nil)
	text := strings.Repeat("🐢", 4000)
	var last room.Seq
	for range 60 { // more than the system keeps for a peer
		receipt, err := ann.Enter(t.Context(), "", text)
		if err != nil {
			t.Fatal(err)
		}
		last = receipt.Seq
	}
	for end := time.Now().Add(limit); h.door.Dropped() != 1; {
		if time.Now().After(end) {
			t.Fatalf("%d readers were dropped, want 1", h.door.Dropped())
		}
	}
	for {
		e, ok := slow.next()
		if !ok {
			break
		}
		if room.Seq(e.number("seq")) == last {
			t.Fatal("a stream that was not read got everything")
		}
	}
}
