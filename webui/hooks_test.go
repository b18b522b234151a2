package webui_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

// admin is somebody at the page who is one.
func (h *house) admin() *client {
	h.t.Helper()
	plain, secret := room.NewSecret()
	h.room.SetSecret(secret)
	return h.join(plain)
}

// tells has the client say a command, and returns what it is told.
func (c *client) tells(id, command string) object {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"say","id":%q,"text":%q}`, id, command))
	return c.answer(id)
}

// hook makes a hook and returns its path.
func (c *client) hook(name string) string {
	c.t.Helper()
	told := c.tells("hook "+name, "/hook new "+name)
	address := regexp.MustCompile(`shown only now:\nhttp://` + regexp.QuoteMeta(c.ws.RemoteAddr().String()) + `(/hooks/[a-z2-7]{26})$`).FindStringSubmatch(told.text("text"))
	if address == nil {
		c.t.Fatalf("/hook new %s is answered by %v, want an address", name, told)
	}
	return address[1]
}

// post posts to a hook, and returns the status and the answer.
func (h *house) post(path, body string, header ...string) (int, string, *http.Response) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, "http://"+h.addr+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := h.http.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, string(all), res
}

// TestHook: an admin makes a hook; what programs post to it is a bot's, until it
// is removed.
func TestHook(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.admin()
	path := ann.hook("grafana")
	alert, err := os.ReadFile("hook/testdata/alertmanager.json")
	if err != nil {
		t.Fatal(err)
	}
	who := ""
	for _, c := range []struct {
		body   string
		header []string
		name   string
		text   string
	}{
		{`{"text":"hi","username":"deploy-bot"}`, []string{"Content-Type", jsonBody}, "deploybot", "hi"},
		{"payload=" + url.QueryEscape(`{"text":"in a form"}`), []string{"Content-Type", curlBody}, "grafana", "in a form"},
		{`{"text":"/nick evil"}`, nil, "grafana", "/nick evil"},
		{`{"text":"who am I","username":"admin"}`, nil, "grafana", "who am I"},
		{`{"text":"no name","username":"!!"}`, nil, "grafana", "no name"},
		{"plain words", nil, "grafana", "plain words"},
		{string(alert), []string{"Content-Type", jsonBody}, "grafana", "**FIRING 2** InstanceDown: kettle:9100 does not answer; no scrape for five minutes (toaster:9100) http://alerts.example.org:9093"},
	} {
		status, answer, _ := h.post(path, c.body, c.header...)
		if status != 200 || answer != "ok" {
			t.Fatalf("post %s = %d %s", c.body, status, answer)
		}
		m := ann.until("message")
		if who == "" {
			who = m.text("who")
		}
		if m.text("text") != c.text || m.text("name") != c.name || m["bot"] != true || m.text("via") != "api" || m.text("who") != who {
			t.Errorf("post %s is shown as %v, want %s: %s", c.body, m, c.name, c.text)
		}
	}
	if told := ann.tells("list", "/hooks"); !strings.Contains(told.text("text"), "1 grafana, since ") || strings.Contains(told.text("text"), path) {
		t.Errorf("/hooks tells %v", told)
	}
	if told := ann.tells("remove", "/hook remove 1"); told.text("type") != "notice" {
		t.Errorf("/hook remove tells %v", told)
	}
	if status, answer, _ := h.post(path, "late"); status != http.StatusNotFound || !strings.Contains(answer, `"not_found"`) {
		t.Errorf("a removed hook answers %d %s", status, answer)
	}
}

// TestHookOnce: what a program sends again under the same id is shown once.
func TestHookOnce(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.admin()
	path := ann.hook("forge")
	push, err := os.ReadFile("hook/testdata/github-push.json")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if status, answer, _ := h.post(path, string(push), "Content-Type", jsonBody, "X-GitHub-Event", "push", "X-GitHub-Delivery", "72d3162e"); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
		if status, _, _ := h.post(path, "the end", "Idempotency-Key", "k"); status != 200 {
			t.Fatal(status)
		}
	}
	if a := h.ask(http.MethodGet, "/api/messages", ""); len(a.list("messages")) != 2 {
		t.Errorf("there is %v, want two messages", a.object)
	}
}

// TestHookRefused: who may not, what may not be posted, and how much of it.
func TestHookRefused(t *testing.T) {
	t.Parallel()
	h := build(t, plan{flood: room.Flood{Messages: 3, Window: time.Minute}})
	ann, bob := h.admin(), h.join("bob")
	for _, command := range []string{"/hook new mine", "/hooks", "/hook remove 1"} {
		if told := bob.tells(command, command); told.text("code") != "forbidden" {
			t.Errorf("bob's %s is answered by %v", command, told)
		}
	}
	for command, code := range map[string]string{
		"/hook": "bad_request", "/hook new": "empty", "/hook new !!": "bad_request", "/hook new admin": "name_reserved", "/hook remove 7": "not_found", "/hook remove x": "bad_request",
	} {
		if told := ann.tells(command, command); told.text("code") != code {
			t.Errorf("%s is answered by %v, want %s", command, told, code)
		}
	}
	path := ann.hook("one")
	for _, c := range []struct {
		path, body string
		header     []string
		status     int
		code       string
	}{
		{"/hooks/" + strings.Repeat("a", 26), "x", nil, 404, "not_found"},
		{path, "x", []string{"Origin", "https://evil.example"}, 403, "forbidden"},
		{path, "{}", []string{"Content-Type", jsonBody}, 400, "empty"},
		{path, "{", []string{"Content-Type", jsonBody}, 400, "bad_request"},
		{path, "talk-" + strings.Repeat("a", 26), nil, 400, "secret"},
		{path, strings.Repeat("x", 4001), nil, 413, "too_long"},
		{path, strings.Repeat("x", 1<<20+1), nil, 413, "too_long"},
	} {
		status, answer, _ := h.post(c.path, c.body, c.header...)
		var told object
		if err := json.Unmarshal([]byte(answer), &told); err != nil || status != c.status || answerOf(told) != c.code {
			t.Errorf("post %.40q to %s = %d %s, want %d %s", c.body, c.path, status, answer, c.status, c.code)
		}
	}
	for range 3 {
		if status, answer, _ := h.post(path, "hi"); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
	}
	if status, _, r := h.post(path, "hi"); status != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("a fourth post = %d, %v, want 429 and when to come back", status, r.Header)
	}
	if status, answer, _ := h.post(ann.hook("two"), "hi"); status != 200 {
		t.Errorf("another hook's first post = %d %s", status, answer)
	}
}

// answerOf is the code of an error.
func answerOf(told object) string { return answer{object: told}.failure() }
