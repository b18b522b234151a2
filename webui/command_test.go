package webui_test

import (
	"fmt"
	"strings"
	"testing"

	"talktalktalk/room"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	c := h.join("ann")
	c.send(`{"type":"say","id":"1","text":"/who"}`)
	if o := c.answer("1"); o.text("type") != "notice" || !strings.Contains(o.text("text"), "ann") {
		t.Errorf("/who: got %v, want a notice that names ann", o)
	}
	c.send(`{"type":"say","id":"2","text":"/nick bob"}`)
	if o := c.answer("2"); o.text("type") != "notice" {
		t.Errorf("/nick: got %v, want a notice", o)
	}
	if len(c.pending) != 1 || c.pending[0].text("type") != "named" || c.pending[0]["name"] != "bob" {
		t.Errorf("/nick: got %v with the notice, want named bob", c.pending)
	}
	c.send(`{"type":"say","id":"3","text":"/quit"}`)
	objects, code := c.rest()
	if code != 1000 || len(objects) == 0 || objects[len(objects)-1].String() != `{"reason":"quit","type":"bye"}` {
		t.Errorf("/quit: got %v and close %d, want bye and 1000", objects, code)
	}
}

// TestCommandTable: the client learns which commands it may complete, and
// learns anew when those are others.
func TestCommandTable(t *testing.T) {
	t.Parallel()
	plain, secret := room.NewSecret()
	h := build(t, plan{})
	h.room.SetSecret(secret)
	c, w := h.enter(`{"type":"hello","name":"ann"}`)
	first := fmt.Sprint(w["commands"])
	if strings.Contains(first, "menu:message") {
		t.Errorf("who is no admin has the menu of a message: %s", first)
	}
	if !strings.Contains(first, "map[args:[map[kind:name name:NAME]] help:hide what somebody says; /unignore NAME undoes that menu:person word:ignore]") {
		t.Errorf("welcome tells of the commands %s", first)
	}
	c.send(fmt.Sprintf(`{"type":"name","id":"n","name":%q}`, plain))
	o := c.until("commands")
	for _, want := range []string{
		"[map[kind:message name:N optional:true]] menu:message word:delete",
		"usual:10m] map[kind:text name:REASON optional:true]] help:let somebody only read, for 10m or so long; /unmute NAME ends it menu:person word:mute",
		"[map[kind:ban name:N]] word:unban", "menu:room word:lock",
	} {
		if got := fmt.Sprint(o["commands"]); !strings.Contains(got, want) {
			t.Errorf("who became an admin is told of the commands %s, want %s among them", got, want)
		}
	}
	c.send(`{"type":"name","id":"o","name":"ann"}`)
	if o := c.until("commands"); fmt.Sprint(o["commands"]) != first {
		t.Errorf("who is no admin any more is told of the commands %v, want %s", o["commands"], first)
	}
}
