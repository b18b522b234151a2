package webui_test

import (
	"fmt"
	"testing"
)

// TestRead: what is read at one page is read at the next of the same person.
func TestRead(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, bob := h.join("ann"), h.join("bob")
	first, second := ann.say("1", "one"), ann.say("2", "two")
	bob.see(second)

	c, welcome := h.enter(`{"type":"hello","name":"carl"}`)
	if got := welcome.number("read"); got != 0 {
		t.Errorf("read = %d at first, want 0", got)
	}
	hello := fmt.Sprintf(`{"type":"hello","token":%q}`, welcome.text("token"))
	for _, step := range []struct{ read, want int }{{first, first}, {second, second}, {first, second}, {1 << 53, second}} {
		c.send(fmt.Sprintf(`{"type":"read","seq":%d}`, step.read))
		c.ping("read")
		if _, welcome := h.enter(hello); welcome.number("read") != step.want {
			t.Errorf("read = %d after reading %d, want %d", welcome.number("read"), step.read, step.want)
		}
	}
	for _, count := range []struct{ seq, want int }{{0, 2}, {first, 1}, {second, 0}, {second + 10, 0}} {
		c.send(fmt.Sprintf(`{"type":"count","id":"n","seq":%d}`, count.seq))
		if o := c.answer("n"); o.number("count") != count.want {
			t.Errorf("above %d: %v, want %d messages", count.seq, o, count.want)
		}
	}
	for _, wrong := range []string{`{"type":"count"}`, `{"type":"count","seq":"1"}`, `{"type":"read"}`, `{"type":"read","seq":"1"}`, `{"type":"read","seq":-1}`} {
		c.send(wrong)
		if o := c.until("error"); o.text("code") != "bad_request" {
			t.Errorf("%s: %v, want bad_request", wrong, o)
		}
	}
}
