package webui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/webui"
)

// An answer is what a script got.
type answer struct {
	*http.Response
	object
}

// ask sends a request with a body and the given header fields, in pairs.
func (h *house) ask(method, path, body string, header ...string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, "http://"+h.addr+path, strings.NewReader(body))
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
	a := answer{Response: res}
	if err := json.NewDecoder(res.Body).Decode(&a.object); err != nil {
		h.t.Fatalf("%s %s = %d, which is no JSON: %v", method, path, res.StatusCode, err)
	}
	return a
}

// failure is the code of the answer's error, "" if it has none.
func (a answer) failure() string {
	e, _ := a.object["error"].(map[string]any)
	return object(e).text("code")
}

const (
	jsonBody = "application/json"
	curlBody = "application/x-www-form-urlencoded" // which curl -d says of whatever it sends
)

// TestAPISay: a script says something, as text or as JSON, and everybody gets it.
func TestAPISay(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	for _, c := range []struct{ kind, body, name, text string }{
		{curlBody, "backup done\n", "", "backup done"},
		{"text/plain; charset=utf-8", `{"text":"as it is"}`, "", `{"text":"as it is"}`},
		{jsonBody, `{"text":"from cron","name":"cron"}`, "cron", "from cron"},
		{"", `{"text":"no type","name":"cron"}`, "cron", "no type"},
		{curlBody, ` {"text":"by curl -d","name":"git"}`, "git", "by curl -d"},
		{curlBody, `{is no JSON`, "", `{is no JSON`},
		{jsonBody, `{"text":"who am I","name":"ann"}`, "ann2", "who am I"},
		{jsonBody, `{"text":"/me waves","name":"cron"}`, "cron", "waves"},
	} {
		a := h.ask(http.MethodPost, "/api/say", c.body, "Content-Type", c.kind)
		seq := a.number("seq")
		if a.StatusCode != http.StatusCreated || seq == 0 || a.number("at") == 0 || a.Header.Get("Location") != fmt.Sprintf("../m/%d", seq) {
			t.Fatalf("say %s = %d %v %v", c.body, a.StatusCode, a.Header, a.object)
		}
		m := ann.find("message", func(o object) bool { return o.text("type") == "message" && o.number("seq") == seq })
		if m.text("text") != c.text || m.text("via") != "api" || m.text("name") != a.text("name") {
			t.Errorf("say %s is shown as %v, answered %v", c.body, m, a.object)
		}
		if c.name != "" && m.text("name") != c.name || c.name == "" && !strings.HasPrefix(m.text("name"), "user") {
			t.Errorf("say %s is shown as %v, want name %q", c.body, m, c.name)
		}
	}
	if a := h.ask(http.MethodPost, "/api/say", "/who"); a.StatusCode != 200 || a.text("type") != "notice" || !strings.Contains(a.text("text"), "ann") {
		t.Errorf("/who = %d %v", a.StatusCode, a.object)
	}
}

// TestAPIAgain: the same id of the same script again stores nothing, whichever
// way it is given; that of another script is another id.
func TestAPIAgain(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	say := func(body string, header ...string) int {
		t.Helper()
		a := h.ask(http.MethodPost, "/api/say", body, header...)
		if a.StatusCode != http.StatusCreated {
			t.Fatalf("say %s = %d %v", body, a.StatusCode, a.object)
		}
		return a.number("seq")
	}
	first := say(`{"text":"one","name":"cron","id":"k1"}`)
	if again := say(`{"text":"one","name":"cron"}`, "Idempotency-Key", "k1"); again != first {
		t.Errorf("again = %d, want %d", again, first)
	}
	if other := say(`{"text":"one","name":"backup","id":"k1"}`); other == first {
		t.Error("another script's id is the same")
	}
	if other := say(`{"text":"one","name":"cron","id":"k2"}`, "Idempotency-Key", "k1"); other == first {
		t.Error("the id in the body does not come before that in the header")
	}
}

// TestAPIRefused: what a script may not do has a status and a reason.
func TestAPIRefused(t *testing.T) {
	t.Parallel()
	h := build(t, plan{opts: webui.Options{Origins: []string{"good.example"}}})
	for _, c := range []struct {
		method, path, body string
		header             []string
		status             int
		code               string
	}{
		{"POST", "/api/say", " \n", nil, 400, "empty"},
		{"POST", "/api/say", `{"text":1}`, []string{"Content-Type", jsonBody}, 400, "bad_request"},
		{"POST", "/api/say", `{"name":"ann"}`, nil, 400, "bad_request"},
		{"POST", "/api/say", `{`, []string{"Content-Type", jsonBody}, 400, "bad_request"},
		{"POST", "/api/say", "x", []string{"Content-Type", "multipart/form-data; boundary=b"}, 400, "bad_request"},
		{"POST", "/api/say", "x", []string{"Idempotency-Key", strings.Repeat("k", 65)}, 400, "bad_request"},
		{"POST", "/api/say", "/nonsense", nil, 400, "unknown_command"},
		{"POST", "/api/say", "talk-" + strings.Repeat("a", 26), nil, 400, "secret"},
		{"POST", "/api/say", strings.Repeat("x", 4001), nil, 413, "too_long"},
		{"POST", "/api/say", strings.Repeat("x\n", 101), nil, 413, "too_many_lines"},
		{"POST", "/api/say", strings.Repeat("x", 64<<10+1), nil, 413, "too_long"},
		{"POST", "/api/say", "x", []string{"Origin", "https://evil.example"}, 403, "forbidden"},
		{"POST", "/api/say", "x", []string{"Origin", "null"}, 403, "forbidden"},
		{"GET", "/api/messages", "", []string{"Origin", "https://evil.example"}, 403, "forbidden"},
		{"GET", "/api/say", "", nil, 405, "bad_request"},
		{"POST", "/api/messages", "", nil, 405, "bad_request"},
		{"GET", "/api/nothing", "", nil, 404, "not_found"},
		{"GET", "/api/messages?before=x", "", nil, 400, "bad_request"},
		{"GET", "/api/messages?after=-1", "", nil, 400, "bad_request"},
		{"GET", "/api/messages?before=1&after=1", "", nil, 400, "bad_request"},
		{"GET", "/api/messages?q=!", "", nil, 400, "bad_request"},
		{"GET", "/api/messages?q=kettle&after=1", "", nil, 400, "bad_request"},
		{"GET", "/api/messages?limit=x", "", nil, 400, "bad_request"},
		{"GET", "/api/stream?after=x", "", nil, 400, "bad_request"},
	} {
		a := h.ask(c.method, c.path, c.body, c.header...)
		if a.StatusCode != c.status || a.failure() != c.code {
			t.Errorf("%s %s %.40q %.40q = %d %v, want %d %s", c.method, c.path, c.body, c.header, a.StatusCode, a.object, c.status, c.code)
		}
	}
	if a := h.ask(http.MethodPost, "/api/say", "x", "Origin", "https://good.example"); a.StatusCode != http.StatusCreated {
		t.Errorf("a listed origin gets %d %v", a.StatusCode, a.object)
	}
	if a := h.ask(http.MethodGet, "/api/messages", ""); len(a.list("messages")) != 1 {
		t.Errorf("there is %v, want what the listed origin said", a.object)
	}
}

// TestAPISecret: the admin secret as a script's name makes no admin.
func TestAPISecret(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	plain, secret := room.NewSecret()
	h.room.SetSecret(secret)
	a := h.ask(http.MethodPost, "/api/say", fmt.Sprintf(`{"text":"hi","name":%q}`, plain))
	m := h.ask(http.MethodGet, "/api/messages", "").list("messages")[0]
	if a.StatusCode != http.StatusCreated || !strings.HasPrefix(m.text("name"), "user") || m["admin"] != nil {
		t.Errorf("say = %d %v, shown as %v", a.StatusCode, a.object, m)
	}
}

// TestAPIFlood: scripts have the budgets of people, and are told when to come
// back; whoever takes ever new names has that of an address (B29, B30).
func TestAPIFlood(t *testing.T) {
	t.Parallel()
	h := build(t, plan{flood: room.Flood{Messages: 3, Window: time.Minute}})
	said := func(name func(i int) string) int {
		for i := range 100 {
			a := h.ask(http.MethodPost, "/api/say", fmt.Sprintf(`{"text":"hi","name":%q}`, name(i)))
			if a.StatusCode == http.StatusCreated {
				continue
			}
			if wait := a.Header.Get("Retry-After"); a.StatusCode != http.StatusTooManyRequests || a.failure() != "flood" || len(wait) != 2 {
				t.Fatalf("say = %d %v, wait %q", a.StatusCode, a.object, wait)
			}
			return i
		}
		return 100
	}
	if n := said(func(int) string { return "cron" }); n != 3 {
		t.Errorf("one script said %d messages, want 3", n)
	}
	if n := said(func(i int) string { return fmt.Sprint("cron", i) }); n != 12 {
		t.Errorf("one address said %d more messages, want 12", n)
	}
	for range 1000 {
		if a := h.ask(http.MethodGet, "/api/people", ""); a.StatusCode == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("1000 lists at once were served")
}

// TestAPIMessages: the newest messages, and those before and after a number.
func TestAPIMessages(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	var seqs []int
	for i := range 5 {
		seqs = append(seqs, ann.say(fmt.Sprint(i), fmt.Sprint("*text* ", i)))
	}
	for _, c := range []struct {
		query string
		want  []int
		more  bool
	}{
		{"", seqs, false},
		{"?limit=2", seqs[3:], true},
		{fmt.Sprintf("?before=%d&limit=2", seqs[3]), seqs[1:3], true},
		{fmt.Sprintf("?before=%d", seqs[1]), seqs[:1], false},
		{fmt.Sprintf("?after=%d&limit=3", seqs[0]), seqs[1:4], true},
		{"?after=0&before=&limit=", seqs, false},
		{"?after=99999999999999999999"[:24], nil, false},
		{"?limit=0", seqs[4:], true},
	} {
		a := h.ask(http.MethodGet, "/api/messages"+c.query, "")
		var got []int
		for _, m := range a.list("messages") {
			got = append(got, m.number("seq"))
			if m.text("html") == "" || m.text("type") != "message" {
				t.Errorf("%s holds %v", c.query, m)
			}
		}
		if a.StatusCode != 200 || fmt.Sprint(got) != fmt.Sprint(c.want) || a.object["more"] != c.more {
			t.Errorf("%s = %d %v, want %v, %v", c.query, a.StatusCode, a.object, c.want, c.more)
		}
	}
}

// TestAPIPeople: who is here; a script is not.
func TestAPIPeople(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	h.join("ann")
	h.ask(http.MethodPost, "/api/say", `{"text":"hi","name":"cron"}`)
	a := h.ask(http.MethodGet, "/api/people", "")
	if people := a.list("people"); a.StatusCode != 200 || a.number("online") != 1 || len(people) != 1 || people[0].text("name") != "ann" {
		t.Errorf("people = %d %v", a.StatusCode, a.object)
	}
}

// list is a field that holds a list of objects.
func (o object) list(field string) (list []object) {
	all, _ := o[field].([]any)
	for _, one := range all {
		list = append(list, one.(map[string]any))
	}
	return list
}
