package webui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"talktalktalk/room"
)

// TestBot: what a program says through a hook is marked as a bot's, on the wire
// and on the pages.
func TestBot(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	s, err := h.room.Join(t.Context(), room.Visitor{Via: room.API, Passing: true, Hook: "h1", Name: "deploy", Typed: true})
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := s.Enter(t.Context(), "", "done")
	s.Leave(room.Quit)
	if err != nil {
		t.Fatal(err)
	}
	if m := ann.until("message"); m["bot"] != true || m.text("who") != "h1" || m.text("name") != "deploy" {
		t.Errorf("a bot's message is %v", m)
	}
	for _, path := range []string{"/", fmt.Sprintf("/m/%d", receipt.Seq)} {
		if page := body(t, h.get(http.MethodGet, path, nil)); !strings.Contains(page, `<small class="badge">bot</small>`) {
			t.Errorf("%s does not mark a bot's message", path)
		}
	}
	ann.send(`{"type":"say","id":"1","text":"I am none"}`) // which may be shown before it is answered
	if m := ann.until("message"); m["bot"] != nil {
		t.Errorf("a person's message is %v", m)
	}
}
