package webui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/webui"
)

// amend asks for an edit, or a deletion if there is no text, and returns the answer.
func (c *client) amend(id string, seq int, text string) object {
	c.t.Helper()
	if text == "" {
		c.send(fmt.Sprintf(`{"type":"delete","id":%q,"seq":%d}`, id, seq))
	} else {
		c.send(fmt.Sprintf(`{"type":"edit","id":%q,"seq":%d,"text":%q}`, id, seq, text))
	}
	return c.answer(id)
}

// news returns the next object that does not tell who came and went.
func (c *client) news() object {
	c.t.Helper()
	return c.find("news", func(o object) bool { return o.text("type") != "presence" })
}

// checkStored wants o to say that the change of message seq is stored.
func checkStored(t *testing.T, o object, seq int) {
	t.Helper()
	if o.text("type") != "stored" || o.number("seq") != seq || o.number("at") == 0 {
		t.Errorf("got %v, want the change of %d stored", o, seq)
	}
}

// checkNow wants o to be the present form of a message that was changed: all
// its fields, and "" for the text of a deleted one.
func checkNow(t *testing.T, o object, kind string, seq int, text string) {
	t.Helper()
	_, hasText := o["text"]
	_, hasHTML := o["html"]
	deleted := text == ""
	ok := o.text("type") == kind && o.number("seq") == seq && o.text("text") == text && hasText != deleted &&
		(o["deleted"] == true) == deleted && (o["edited"] != nil) != deleted && !(hasHTML && deleted) &&
		o.text("name") == "ann" && o.text("who") != "" && o.text("via") == "web" && o.number("at") > 0
	if !ok {
		t.Errorf("got %v, want %s of %d as %q", o, kind, seq, text)
	}
}

// TestAmend edits and deletes: the answer has the message's number, everybody
// is told, the sender too, and whoever comes or pages later finds what is now.
func TestAmend(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann, bob := h.join("ann"), h.join("bob")
	first, second := ann.say("1", "*first*"), ann.say("2", "second")
	ann.see(second)
	bob.see(second)

	edited := ann.amend("3", first, "first, *edited*")
	checkStored(t, edited, first)
	o := bob.until("changed")
	checkNow(t, o, "changed", first, "first, *edited*")
	if o.text("html") != "first, <em>edited</em>" || o.text("cid") != "1" {
		t.Errorf("changed: %v, want its html and cid", o)
	}
	checkStored(t, ann.amend("4", second, ""), second)
	checkNow(t, bob.until("changed"), "changed", second, "")
	if again := ann.amend("3", first, "first, *edited*"); again.String() != edited.String() {
		t.Errorf("sent again: %v, want %v", again, edited)
	}

	for id, want := range map[string]string{"5": "forbidden", "6": "forbidden"} {
		if o := bob.amend(id, first, map[string]string{"5": "mine now"}[id]); o.text("code") != want {
			t.Errorf("somebody else's: %v, want %s", o, want)
		}
	}
	if o := ann.amend("7", second, "back"); o.text("code") != "not_found" {
		t.Errorf("an edit of what is deleted: %v", o)
	}

	third := ann.say("9", "third")
	ann.send(fmt.Sprintf(`{"type":"delete","id":"10","seq":%d}`, third))
	for answered, told := false, false; !answered || !told; { // in either order
		switch o := ann.next(); {
		case o.text("id") == "10":
			answered = true
		case o.text("type") == "changed" && o.number("seq") == third:
			told = true
		}
	}

	carl, _ := h.enter(`{"type":"hello"}`)
	checkNow(t, carl.news(), "message", first, "first, *edited*")
	checkNow(t, carl.news(), "message", second, "")
	checkNow(t, carl.news(), "message", third, "")
	if o := carl.news(); o.text("type") != "synced" {
		t.Errorf("a newcomer is shown %v after the messages", o)
	}
	carl.send(`{"type":"before","id":"8","seq":1000}`)
	page := carl.answer("8")["messages"].([]any)
	checkNow(t, object(page[0].(map[string]any)), "message", first, "first, *edited*")
	checkNow(t, object(page[1].(map[string]any)), "message", second, "")
}

// A slowLog takes amendments, and claims, when its gate is open.
type slowLog struct {
	room.Log
	gate chan struct{}
}

func (l *slowLog) wait(ctx context.Context) error {
	select {
	case <-l.gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *slowLog) Amend(ctx context.Context, key string, body []byte, a room.Amendment) (room.Seq, time.Time, error) {
	if err := l.wait(ctx); err != nil {
		return 0, time.Time{}, err
	}
	return l.Log.Amend(ctx, key, body, a)
}

func (l *slowLog) Append(ctx context.Context, key string, body []byte) (room.Seq, time.Time, error) {
	if strings.Contains(string(body), `"claimed"`) {
		if err := l.wait(ctx); err != nil {
			return 0, time.Time{}, err
		}
	}
	return l.Log.Append(ctx, key, body)
}

// TestActsWait: while the log takes long, edits and commands wait in their order, and
// other requests are answered meanwhile.
func TestActsWait(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	h := build(t, plan{
		hurry:  webui.Hurry{Room: time.Millisecond},
		behind: func(l room.Log) room.Log { return &slowLog{l, gate} },
	})
	ann := h.join("ann")
	first := ann.say("0", "first")
	ann.send(`{"type":"say","id":"claim","text":"/claim"}`)
	ann.send(`{"type":"say","id":"release","text":"/release"}`)
	for i := 1; i <= 9; i++ {
		ann.send(fmt.Sprintf(`{"type":"edit","id":"%d","seq":%d,"text":"edit %[1]d"}`, i, first))
	}
	ann.ping("meanwhile")
	close(gate)
	for _, id := range []string{"claim", "release"} {
		if o := ann.answer(id); o.text("type") != "notice" {
			t.Errorf("/%s is answered with %v", id, o)
		}
	}
	for o := ann.until("changed"); o.text("text") != "edit 9"; o = ann.until("changed") {
	}
	second := ann.say("10", "second")
	checkStored(t, ann.amend("11", second, "second, edited"), second)
	ann.send(`{"type":"before","id":"12","seq":1000}`)
	page := ann.answer("12")["messages"].([]any)
	checkNow(t, object(page[0].(map[string]any)), "message", first, "edit 9")
}

// TestAmendedMeanwhile: a page that was away is told of the changes to what it
// has, before the catch-up is over, though no message is new.
func TestAmendedMeanwhile(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	first, second := ann.say("1", "first"), ann.say("2", "second")
	_, welcome := h.enter(`{"type":"hello"}`)
	ann.amend("3", first, "first, edited")
	ann.amend("4", second, "")
	for _, test := range []struct{ say, want string }{{"", "synced"}, {"third", "message"}} {
		if test.say != "" {
			ann.say("5", test.say)
		}
		bob, _ := h.enter(fmt.Sprintf(`{"type":"hello","epoch":%q,"after":%d}`, welcome.text("epoch"), second))
		checkNow(t, bob.news(), "changed", first, "first, edited")
		checkNow(t, bob.news(), "changed", second, "")
		if o := bob.news(); o.text("type") != test.want {
			t.Errorf("then %v, want %s", o, test.want)
		}
	}
}
