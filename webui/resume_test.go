package webui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// catchUp reads from the welcome to "synced" and returns the gap, or nil, and
// the numbers of the messages, and checks that nothing else comes.
func (c *client) catchUp(head int) (gap object, seqs []int) {
	c.t.Helper()
	for {
		o := c.next()
		switch o.text("type") {
		case "gap":
			if gap != nil || len(seqs) > 0 {
				c.t.Errorf("%v came after %v and %d messages", o, gap, len(seqs))
			}
			gap = o
		case "message":
			seqs = append(seqs, o.number("seq"))
		case "synced":
			if o.number("head") != head {
				c.t.Errorf("%v, want the head %d", o, head)
			}
			return gap, seqs
		default:
			c.t.Errorf("%v in a catch-up", o)
		}
	}
}

// fill makes a history of n messages, and returns their numbers.
func (h *house) fill(n int) []int {
	h.t.Helper()
	c := h.join("writer")
	defer c.leave(1000)
	seqs := make([]int, n)
	for i := range seqs {
		seqs[i] = c.say(fmt.Sprint(i), fmt.Sprint("message ", i))
	}
	c.see(seqs[n-1])
	return seqs
}

func TestResume(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	seqs := h.fill(700)
	epoch := h.log.Epoch()
	last := len(seqs) - 1
	tests := []struct {
		why   string
		hello string // its fields
		from  int    // in seqs: the first message that comes
		gap   bool
	}{
		{"a newcomer", `"name":"new"`, last - 99, false},
		{"another epoch", fmt.Sprintf(`"epoch":"other","after":%d`, seqs[last-5]), last - 99, false},
		{"no epoch", fmt.Sprintf(`"after":%d`, seqs[last-5]), last - 99, false},
		{"no place", fmt.Sprintf(`"epoch":%q`, epoch), last - 99, false},
		{"above the head", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last]+1), last - 99, false},
		{"nothing missed", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last]), last + 1, false},
		{"one missed", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last-1]), last, false},
		{"50 missed", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last-50]), last - 49, false},
		{"500 missed", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last-500]), last - 499, false},
		{"501 missed", fmt.Sprintf(`"epoch":%q,"after":%d`, epoch, seqs[last-501]), last - 99, true},
		{"all missed", fmt.Sprintf(`"epoch":%q,"after":0`, epoch), last - 99, true},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			c, w := h.enter(`{"type":"hello",` + test.hello + `}`)
			defer c.leave(1000)
			if w.number("head") != seqs[last] {
				t.Errorf("the head is %v, want %d", w["head"], seqs[last])
			}
			gap, got := c.catchUp(seqs[last])
			if !slices.Equal(got, seqs[test.from:]) {
				t.Errorf("got %d messages %v, want %d from %d on", len(got), got, len(seqs)-test.from, test.from)
			}
			if (gap != nil) != test.gap {
				t.Errorf("gap = %v, want one: %v", gap, test.gap)
			}
		})
	}
}

func TestGap(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	seqs := h.fill(650)
	after := 20
	c, _ := h.enter(fmt.Sprintf(`{"type":"hello","epoch":%q,"after":%d}`, h.log.Epoch(), seqs[after]))
	gap, got := c.catchUp(seqs[649])
	fields(t, gap, "type", "from", "to", "count")
	if want := 650 - 100 - (after + 1); gap.number("count") != want {
		t.Errorf("count = %v, want %d", gap["count"], want)
	}
	if from := gap.number("from"); from <= seqs[after] || from > seqs[after+1] {
		t.Errorf("from = %d, want above %d and up to %d", from, seqs[after], seqs[after+1])
	}
	if to := gap.number("to"); to < seqs[549] || to >= got[0] {
		t.Errorf("to = %d, want from %d to below %d", to, seqs[549], got[0])
	}
}

// TestGapWithLinks: who was joined with whom in what is left out, is told (B37), in
// order, and nothing twice.
func TestGapWithLinks(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	after := h.fill(1)[0]
	link := func(maker, other *client) {
		maker.send(`{"type":"say","id":"l","text":"/link"}`)
		code := maker.until("notice").text("code")
		other.send(fmt.Sprintf(`{"type":"say","id":"e","text":"/link %s"}`, code))
		other.until("you")
	}
	ann, a := h.enter(`{"type":"hello"}`)
	phone, p := h.enter(`{"type":"hello"}`)
	desk, d := h.enter(`{"type":"hello"}`)
	link(phone, desk)
	link(ann, phone)
	seqs := h.fill(650)
	c, _ := h.enter(fmt.Sprintf(`{"type":"hello","epoch":%q,"after":%d}`, h.log.Epoch(), after))
	var got []string
	for o := c.next(); o.text("type") != "synced"; o = c.next() {
		if o.text("type") == "merged" {
			got = append(got, o.text("from")+" "+o.text("to"))
		}
	}
	want := []string{d.text("who") + " " + p.text("who"), p.text("who") + " " + a.text("who")}
	if !slices.Equal(got, want) {
		t.Errorf("told of %v, want %v", got, want)
	}
	c, _ = h.enter(fmt.Sprintf(`{"type":"hello","epoch":%q,"after":%d}`, h.log.Epoch(), seqs[0]))
	for o := c.next(); o.text("type") != "synced"; o = c.next() {
		if o.text("type") == "merged" {
			t.Errorf("told of %v, which was before", o)
		}
	}
}

// TestLiveAfterCatchUp looks at the seam: what is said while others catch up
// reaches each of them once, in order.
func TestLiveAfterCatchUp(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	seqs := h.fill(120)
	writer := h.join("ann")
	var readers []*client
	for i := range 20 {
		readers = append(readers, h.connect())
		readers[i].send(`{"type":"hello"}`)
		seqs = append(seqs, writer.say(fmt.Sprint("live-", i), "live"))
	}
	for i, c := range readers {
		var got []int
		for len(got) == 0 || got[len(got)-1] != seqs[len(seqs)-1] {
			got = append(got, c.until("message").number("seq"))
		}
		if want := seqs[len(seqs)-len(got):]; len(got) < 100 || !slices.Equal(got, want) {
			t.Errorf("reader %d saw %v, want the end of %v", i, got, want)
		}
	}
}

// TestLongCatchUp comes in frames that a slow connection can take in time.
func TestLongCatchUp(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, last := h.join("ann"), 0
	for i := range 40 {
		last = ann.say(fmt.Sprint(i), strings.Repeat("𝕩", 4000))
	}
	ann.see(last)
	c, _ := h.enter(`{"type":"hello"}`)
	if _, seqs := c.catchUp(last); len(seqs) != 40 {
		t.Errorf("%d messages came, want 40", len(seqs))
	}
	if c.largest > 64<<10 {
		t.Errorf("a frame has %d bytes, want at most 64 KiB", c.largest)
	}
}
