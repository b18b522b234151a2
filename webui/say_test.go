package webui_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestManyLinesUnderWay says more lines than may be under way, and waits for
// none of them. They are stored and shown in the order in which they were said.
func TestManyLinesUnderWay(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, bob := h.join("ann"), h.join("bob")
	const lines = 300
	for i := range lines {
		ann.send(fmt.Sprintf(`{"type":"say","id":"%d","text":"line %d"}`, i, i))
	}
	ann.send(`{"type":"say","id":"command","text":"/who"}`)
	answers := make(map[string]object)
	for len(answers) <= lines {
		if o := ann.next(); o["id"] != nil {
			answers[o.text("id")] = o
		}
	}
	var told, shown []int
	for i := range lines {
		told = append(told, answers[fmt.Sprint(i)].number("seq"))
		m := bob.until("message")
		shown = append(shown, m.number("seq"))
		if want := fmt.Sprint("line ", i); m.text("text") != want {
			t.Fatalf("bob sees %q, want %q", m.text("text"), want)
		}
	}
	if !slices.IsSorted(told) || !slices.Equal(told, shown) {
		t.Errorf("told %v, shown %v, want the same, in order", told, shown)
	}
}

// TestEveryRequestIsAnswered asks a lot of all kinds at once. Each is answered
// once, be it later than a ping that was sent after it.
func TestEveryRequestIsAnswered(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	odd := []string{
		`{"type":"say","id":%q,"text":"hello"}`,
		`{"type":"say","id":%q,"text":7}`,
		`{"type":"dance","id":%q}`,
		`{"type":"hello","id":%q}`,
		`{"type":"say","id":%q,"text":"/me waves"}`,
		`{"type":"edit","id":%q,"seq":"one","text":"x"}`,
		`{"type":"delete","id":%q}`,
		`{"type":"people","id":%q}`,
		`{"type":"say","id":%q,"text":"/dance"}`,
		`{"type":"before","id":%q,"seq":null}`,
		`{"type":["say"],"id":%q,"text":"hello"}`,
		`{"type":"say","id":%q,"text":"hello again"}`,
		`{"id":%q}`,
	}
	const requests, said = 910, 3 // of each round are messages
	for i := range requests {
		c.send(fmt.Sprintf(odd[i%len(odd)], fmt.Sprint(i)))
	}
	c.send(`{"type":"ping","id":"ping"}`)
	answers := make(map[string]int)
	stored := 0
	for len(answers) <= requests {
		o := c.next()
		if o["id"] == nil {
			continue
		}
		answers[o.text("id")]++
		if o.text("type") == "stored" {
			stored++
		}
	}
	c.ping("end")
	for id, n := range answers {
		if n != 1 {
			t.Errorf("%s is answered %d times", id, n)
		}
	}
	if want := requests / len(odd) * said; stored != want {
		t.Errorf("%d messages are stored, want %d", stored, want)
	}
}

// TestDiskGone goes on without a disk as far as that goes.
func TestDiskGone(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	c.see(c.say("1", "hi"))
	h.log.Close()
	c.send(`{"type":"say","id":"2","text":"hi"}`)
	if o := c.answer("2"); o.text("type") != "error" || o.text("text") == "" {
		t.Errorf("say = %v, want an error", o)
	}
	c.send(`{"type":"before","id":"3","seq":9007199254740991}`)
	if o := c.answer("3"); len(o["messages"].([]any)) != 1 {
		t.Errorf("before = %v, want what is in memory", o)
	}
	c.ping("4")
}

// TestLinesUnderWayAtClose closes the room while lines are on their way. All
// that were taken are answered before the goodbye.
func TestLinesUnderWayAtClose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := build(t, plan{dir: dir})
	ann := h.join("ann")
	for i := range 60 {
		ann.send(fmt.Sprintf(`{"type":"say","id":"%d","text":"line"}`, i))
	}
	closed := make(chan struct{})
	go func() { defer close(closed); h.close() }()
	objects, _ := ann.rest()
	answered := make(map[string]bool)
	for _, o := range objects {
		if o.text("type") == "stored" {
			answered[o.text("id")] = true
		}
	}
	ann.ws.Close()
	<-closed

	c := build(t, plan{dir: dir}).connect()
	c.send(`{"type":"hello"}`)
	for o := c.next(); o.text("type") != "synced"; o = c.next() {
		if id := o.text("cid"); id != "" && !answered[id] {
			t.Errorf("line %s is stored, and its writer was not told", id)
		}
	}
}
