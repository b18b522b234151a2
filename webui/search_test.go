package webui_test

import (
	"fmt"
	"testing"
)

// TestSearch: matches come as a page, oldest first, before a number if one is
// given; what means nothing is refused; /search gives the page and says how many.
func TestSearch(t *testing.T) {
	h := build(t, plan{})
	ann := h.join("ann")
	one, two := ann.say("c-1", "Crème brûlée"), ann.say("c-2", "creme caramel")
	ann.say("c-3", "tea")

	search := func(id, more string) object {
		ann.send(fmt.Sprintf(`{"type":"search","id":%q,%s}`, id, more))
		return ann.answer(id)
	}
	found := func(page object) (seqs []int) {
		fields(t, page, "type", "id", "messages", "more", "indexed")
		for _, m := range page["messages"].([]any) {
			seqs = append(seqs, object(m.(map[string]any)).number("seq"))
		}
		return seqs
	}
	want := func(page object, more bool, want ...int) {
		t.Helper()
		if got := found(page); fmt.Sprint(got) != fmt.Sprint(want) || page["more"] != more || page.number("indexed") != 100 {
			t.Errorf("found is %v, want %v and more %v", page, want, more)
		}
	}
	want(search("s-1", `"query":"CREME"`), false, one, two)
	want(search("s-2", `"query":"creme","limit":1`), true, two)
	want(search("s-3", fmt.Sprintf(`"query":"creme","before":%d`, two)), false, one)
	want(search("s-4", `"query":"creme before:2000-01-01","zone":"Europe/Berlin"`), false)
	want(search("s-5", `"query":"creme","zone":"No/where"`), false, one, two)
	for id, more := range map[string]string{
		"b-1": `"query":""`, "b-2": `"text":"creme"`, "b-3": `"query":"before:now"`, "b-4": `"query":7`, "b-5": `"query":"a","before":-1`,
	} {
		if o := search(id, more); o.text("type") != "error" || o.text("code") != "bad_request" {
			t.Errorf("search %s is answered with %v, want bad_request", more, o)
		}
	}

	ann.send(`{"type":"say","id":"c-4","text":"/search caramel"}`)
	want(ann.answer("c-4"), false, two)
	if o := ann.answer("c-4"); o.text("type") != "notice" || o.text("text") != "1 message found" {
		t.Errorf("then comes %v, want a notice", o)
	}
	ann.send(`{"type":"say","id":"c-5","text":"/search"}`)
	if o := ann.answer("c-5"); o.text("code") != "bad_request" {
		t.Errorf("/search is answered with %v, want bad_request", o)
	}
}

// TestSearchScript: q finds for scripts, too.
func TestSearchScript(t *testing.T) {
	h := build(t, plan{})
	ann := h.join("ann")
	ann.say("c-1", "the kettle")
	seq := ann.say("c-2", "a kettle")
	a := h.ask("GET", "/api/messages?limit=1&q=Kettle+from:ann", "")
	messages, _ := a.object["messages"].([]any)
	if len(messages) != 1 || object(messages[0].(map[string]any)).number("seq") != seq || a.object["more"] != true {
		t.Errorf("found is %v, want message %d and more", a.object, seq)
	}
}
