package webui_test

import (
	"fmt"
	"testing"
)

// TestIgnored tells each client whom the person ignores before it shows more.
func TestIgnored(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	bob := h.join("bob")
	ann, welcome := h.enter(`{"type":"hello","name":"ann"}`)
	if o := ann.next(); o.text("type") != "synced" {
		t.Errorf("after the welcome of who ignores nobody: %v", o)
	}
	hello := fmt.Sprintf(`{"type":"hello","token":%q}`, welcome.text("token"))
	other, _ := h.enter(hello)
	other.until("synced")

	ann.send(`{"type":"say","id":"1","text":"/ignore bob"}`)
	if o := ann.answer("1"); o.text("type") != "notice" {
		t.Errorf("/ignore bob: %v", o)
	}
	check := func(c *client, n int) {
		t.Helper()
		if o := c.until("ignored"); len(o["people"].([]any)) != n {
			t.Errorf("told of %v, want %d", o, n)
		}
	}
	check(ann, 1)
	bob.say("1", "hi")
	check(other, 1)
	if m := other.until("message"); m.text("text") != "hi" {
		t.Errorf("after that %v, want the message as all others get it", m)
	}
	third, _ := h.enter(hello)
	check(third, 1)
	third.send(`{"type":"say","id":"1","text":"/unignore bob"}`)
	check(third, 0)
	bob.say("2", "hi")
	check(other, 0)
}
