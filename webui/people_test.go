package webui_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestPeople(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	h.join("bob")
	ann.send(`{"type":"people","id":"p"}`)
	p := ann.answer("p")
	fields(t, p, "type", "id", "online", "people")
	list := p["people"].([]any)
	if p["online"] != 2.0 || len(list) != 2 {
		t.Fatalf("people = %v, want two", p)
	}
	first := object(list[0].(map[string]any))
	fields(t, first, "who", "name", "via", "admin")
	if first["name"] != "ann" || fmt.Sprint(first["via"]) != "[web]" {
		t.Errorf("the first is %v, want ann, by web", first)
	}
}

func TestPresence(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	bob := h.join("bob")
	seen := func(list, name string) {
		t.Helper()
		ann.find(name+" in "+list, func(o object) bool {
			if o.text("type") != "presence" {
				return false
			}
			fields(t, o, "type", "online", "joined", "left", "renamed", "more")
			return strings.Contains(fmt.Sprint(o[list]), name)
		})
	}
	seen("joined", "bob")
	bob.send(`{"type":"name","id":"n","name":"max"}`)
	bob.answer("n")
	seen("renamed", "[bob max]")
	bob.leave(1000) // on purpose: told at once
	seen("left", "max")
}

func TestRenamedElsewhere(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	laptop, w := h.enter(`{"type":"hello","name":"ann"}`)
	phone, _ := h.enter(fmt.Sprintf(`{"type":"hello","token":%q}`, w["token"]))
	phone.send(`{"type":"name","id":"n","name":"anna"}`)
	if o := phone.answer("n"); o["name"] != "anna" {
		t.Fatalf("got %v, want anna", o)
	}
	if o := laptop.until("named"); o["name"] != "anna" || o["id"] != nil {
		t.Errorf("the other connection got %v, want named anna without an id", o)
	}
}
