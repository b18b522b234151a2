package webui_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/webui"
)

// fields fails unless o has exactly these fields.
func fields(t testing.TB, o object, want ...string) {
	t.Helper()
	var got []string
	for field := range o {
		got = append(got, field)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%v has the fields %v, want %v", o, got, want)
	}
}

func TestHello(t *testing.T) {
	t.Parallel()
	h := build(t, plan{opts: webui.Options{Title: "Harbor"}, flood: room.Flood{Messages: 10, Window: 5 * time.Second}})
	c, w := h.enter(`{"type":"hello","name":"sam","what":"ever"}`)
	fields(t, w, "type", "name", "token", "admin", "commands", "epoch", "head", "read", "title", "topic", "online", "who", "limits")
	want := object{"name": "sam", "title": "Harbor", "admin": false, "online": 1.0, "head": 0.0, "epoch": h.log.Epoch()}
	for field, value := range want {
		if w[field] != value {
			t.Errorf("welcome's %s = %v, want %v", field, w[field], value)
		}
	}
	if got := fmt.Sprint(w["limits"]); got != "map[chars:4000 lines:100 messages:10 seconds:5]" {
		t.Errorf("limits = %v", got)
	}
	if o := c.next(); o.text("type") != "synced" {
		t.Errorf("after the welcome to an empty room came %v, want synced", o)
	}
	_, again := h.enter(fmt.Sprintf(`{"type":"hello","token":%q}`, w["token"]))
	if again["who"] != w["who"] || again["name"] != "sam" || again["token"] != w["token"] {
		t.Errorf("the same token got %v, want the same person", again)
	}
	_, other := h.enter(`{"type":"hello","token":"made up"}`)
	if other["who"] == w["who"] || other["token"] == "made up" {
		t.Errorf("an unknown token got %v, want a new person", other)
	}
}

func TestHelloTakenName(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	h.join("sam")
	c, w := h.enter(`{"type":"hello","name":"sam"}`)
	if w["name"] != "sam2" {
		t.Errorf("the second sam is called %v, want sam2", w["name"])
	}
	if n := c.until("notice"); n.text("text") == "" || n["id"] != nil {
		t.Errorf("got %v, want a reason without an id", n)
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, bob := h.join("ann"), h.join("bob")
	ann.send(`{"type":"say","id":"c-1","text":" hi\r\n<b>there</b> "}`)
	s := ann.answer("c-1")
	ann.see(s.number("seq"))
	fields(t, s, "type", "id", "seq", "at")
	late, _ := h.enter(`{"type":"hello","name":"cy"}`)
	for _, c := range []*client{bob, late} {
		m := c.until("message")
		fields(t, m, "type", "seq", "at", "who", "name", "via", "text", "color", "cid")
		if m["seq"] != s["seq"] || m["at"] != s["at"] || m["cid"] != "c-1" {
			t.Errorf("message %v does not fit %v", m, s)
		}
		if m["name"] != "ann" || m["via"] != "web" || m["text"] != "hi\n<b>there</b>" {
			t.Errorf("message = %v, want ann's, cleaned, by web", m)
		}
	}
	bob.send(`{"type":"say","id":"x","text":"/me waves"}`)
	bob.answer("x")
	if m := ann.find("wave", func(o object) bool { return o["cid"] == "x" }); m["action"] != true || m["text"] != "waves" {
		t.Errorf("/me waves came as %v", m)
	}
}

// badRequests mean nothing.
var badRequests = []string{
	`{"type":"say","text":"no id"}`,
	`{"type":"say","id":"` + strings.Repeat("ü", 65) + `","text":"long id"}`,
	`{"type":"say","id":"9","text":9}`,
	`{"type":"say","id":9,"text":"nine"}`,
	`{"type":"before","id":"10"}`,
	`{"type":"before","id":"10","seq":-1}`,
	`{"type":"after","id":"10","seq":"1"}`,
	`{"type":"hello","name":"twice"}`,
	`{"type":"edit","id":"12","text":"no number"}`,
	`{"type":"edit","id":"12","seq":"1","text":"a text as number"}`,
	`{"type":"delete","id":"13"}`,
	`{"type":"delete","id":"13","seq":-1}`,
	`{"type":"whatever"}`,
	`{}`,
	`null`,
	`[]`,
	``,
	`{"type":"ping"}{"type":"ping"}`,
	strings.Repeat(`[`, 20000),
}

func TestRequests(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	seq := c.say("s", "one")
	c.see(seq)
	tests := []struct{ send, want string }{
		{`{"type":"ping","id":"1"}`, fmt.Sprintf(`{"head":%d,"id":"1","type":"pong"}`, seq)},
		{`{"type":"ping"}`, fmt.Sprintf(`{"head":%d,"type":"pong"}`, seq)},
		{`{"type":"ping","id":"2","seq":"of no use here"}`, fmt.Sprintf(`{"head":%d,"id":"2","type":"pong"}`, seq)},
		{`{"type":"name","id":"3","name":"max"}`, `{"admin":false,"id":"3","name":"max","type":"named"}`},
		{`{"type":"say","id":"s","text":"again"}`, `{"at":…,"id":"s","seq":` + fmt.Sprint(seq) + `,"type":"stored"}`},
		{`{"type":"say","id":"4","text":"/quti"}`, `unknown_command`},
		{`{"type":"say","id":"5","text":" \n "}`, `empty`},
		{`{"type":"say","id":"5"}`, `empty`},
		{`{"type":"say","id":"6","text":"` + strings.Repeat("x", 4001) + `"}`, `too_long`},
		{`{"type":"say","id":"7","text":"` + strings.Repeat(`x\n`, 100) + `x"}`, `too_many_lines`},
		{`{"type":"name","id":"8","name":"admin"}`, `name_reserved`},
		{`{"type":"edit","id":"11","seq":1,"text":"no message"}`, `not_found`},
		{`{"type":"edit","id":"12","seq":` + fmt.Sprint(seq) + `,"text":" "}`, `empty`},
		{`{"type":"edit","seq":` + fmt.Sprint(seq) + `,"text":"no id"}`, `bad_request`},
		{`{"type":"delete","id":"13","seq":1}`, `not_found`},
		{`{"type":"delete","seq":` + fmt.Sprint(seq) + `}`, `bad_request`},
	}
	for _, send := range badRequests {
		tests = append(tests, struct{ send, want string }{send, `bad_request`})
	}
	for _, test := range tests {
		c.send(test.send)
		got := c.find("answer", func(o object) bool { return !slices.Contains([]string{"message", "presence"}, o.text("type")) })
		if strings.HasPrefix(test.want, "{") {
			if _, ok := got["at"]; ok {
				got["at"] = "…"
			}
			if want := strings.ReplaceAll(test.want, `"at":…`, `"at":"…"`); got.String() != want {
				t.Errorf("%.60s: got %v, want %s", test.send, got, want)
			}
			continue
		}
		if got.text("type") != "error" || got.text("code") != test.want || got.text("text") == "" {
			t.Errorf("%.60s: got %v, want an error %s", test.send, got, test.want)
		}
		if id := idOf(test.send); got.text("id") != id {
			t.Errorf("%.60s: got %v, want the id %q", test.send, got, id)
		}
	}
}

// idOf is the id in a frame, "" if it has none that is a text.
func idOf(frame string) string {
	_, rest, ok := strings.Cut(frame, `"id":"`)
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

func TestBeforeHello(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.connect()
	for _, frame := range []string{`{"type":"ping","id":"1"}`, `{"type":"say","id":"1","text":"hi"}`, `{"type":"hello","id":"1","after":"x"}`, `{"type":"hello","id":"1","after":-1}`} {
		c.send(frame)
		if o := c.next(); o.text("code") != "bad_request" || o.text("id") != "1" {
			t.Errorf("%s before hello: got %v, want bad_request", frame, o)
		}
	}
	c.send(`{"type":"hello"}`)
	c.until("synced")
}

func TestPages(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	var seqs []int
	for i := range 150 {
		seqs = append(seqs, c.say(fmt.Sprint(i), fmt.Sprint("message ", i)))
	}
	tests := []struct {
		ask      string
		from, to int // of seqs
		more     bool
	}{
		{fmt.Sprintf(`"type":"before","seq":%d,"limit":10`, seqs[100]), 90, 100, true},
		{fmt.Sprintf(`"type":"before","seq":%d`, seqs[100]), 0, 100, false},
		{fmt.Sprintf(`"type":"before","seq":%d,"limit":1000`, seqs[149]), 49, 149, true},
		{fmt.Sprintf(`"type":"before","seq":%d,"limit":0`, seqs[2]), 1, 2, true},
		{fmt.Sprintf(`"type":"before","seq":%d,"limit":-5`, seqs[1]), 0, 1, false},
		{fmt.Sprintf(`"type":"before","seq":%d`, seqs[0]), 0, 0, false},
		{`"type":"before","seq":9007199254740991,"limit":2`, 148, 150, true},
		{fmt.Sprintf(`"type":"after","seq":%d,"limit":3`, seqs[100]), 101, 104, true},
		{fmt.Sprintf(`"type":"after","seq":%d,"limit":1000`, seqs[100]), 101, 150, false},
		{`"type":"after","seq":0,"limit":5`, 0, 5, true},
		{fmt.Sprintf(`"type":"after","seq":%d`, seqs[149]), 150, 150, false},
	}
	for i, test := range tests {
		id := fmt.Sprint("p", i)
		c.send(`{` + test.ask + `,"id":"` + id + `"}`)
		p := c.answer(id)
		fields(t, p, "type", "id", "messages", "more")
		var got []int
		for _, m := range p["messages"].([]any) {
			m := object(m.(map[string]any))
			got = append(got, m.number("seq"))
			if m.text("type") != "message" {
				t.Errorf("%s: holds %v, want message objects", test.ask, m)
			}
		}
		if want := seqs[test.from:test.to]; !slices.Equal(got, want) || p["more"] != test.more {
			t.Errorf("%s = %v, more %v; want %v, more %v", test.ask, got, p["more"], want, test.more)
		}
	}
}

func TestSameIDTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := build(t, plan{dir: dir})
	c, w := h.enter(`{"type":"hello","name":"ann"}`)
	first := c.say("once", "hi")
	hello := fmt.Sprintf(`{"type":"hello","token":%q}`, w["token"])
	again, _ := h.enter(hello)
	if seq := again.say("once", "hi"); seq != first {
		t.Errorf("the same id on another connection is %d, want %d", seq, first)
	}
	other := h.join("bob")
	if seq := other.say("once", "hi"); seq == first {
		t.Errorf("the same id of another person is %d too", seq)
	}
	for _, c := range []*client{c, again, other} {
		c.leave(1000)
	}
	h.close()
	h = build(t, plan{dir: dir})
	again, _ = h.enter(hello)
	if seq := again.say("once", "hi"); seq != first {
		t.Errorf("the same id after a restart is %d, want %d", seq, first)
	}
}

func TestFlood(t *testing.T) {
	t.Parallel()
	h := build(t, plan{flood: room.Flood{Messages: 10, Window: time.Hour}})
	c := h.join("ann")
	var last int
	for i := range 10 {
		last = c.say(fmt.Sprint(i), "hi")
	}
	c.send(`{"type":"say","id":"eleventh","text":"hi"}`)
	o := c.answer("eleventh")
	fields(t, o, "type", "id", "code", "text", "retry_ms")
	if o.text("code") != "flood" || o.number("retry_ms") < 1 || o.number("retry_ms") > int(time.Hour/time.Millisecond) {
		t.Errorf("the eleventh got %v, want flood and the wait", o)
	}
	if seq := c.say("9", "hi"); seq != last {
		t.Errorf("a resend got %d, want %d", seq, last)
	}
	c.see(last)
	if head := c.ping("p"); head != last {
		t.Errorf("the head is %d, want %d: a refused message was stored", head, last)
	}
}

func TestPanicEndsOneSocket(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	if err := h.door.Guard(func() error { panic("boom") }); err == nil {
		t.Error("Guard() = nil after a panic, want what ends the socket")
	}
	own := errors.New("own")
	if err := h.door.Guard(func() error { return own }); err != own {
		t.Errorf("Guard() = %v, want what it ran returned", err)
	}
}
