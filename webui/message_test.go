package webui_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"talktalktalk/room"
	"talktalktalk/room/texts"
)

const hostile = "*hi* <script>alert(1)</script> \"'&\u202e\nhttps://a.example/?x=1&y=\"2"

// TestMessagePage shows one message as a page and as text; 404 where there is
// none, 410 where there was one.
func TestMessagePage(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	seq, gone := ann.say("1", hostile), ann.say("2", "take me back")
	ann.amend("3", gone, "")

	r := h.get(http.MethodGet, fmt.Sprintf("/m/%d", seq), nil)
	page := body(t, r)
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/html; charset=utf-8" || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("/m/%d = %d, %v", seq, r.StatusCode, r.Header)
	}
	for _, want := range []string{
		"<title>ann in Test</title>", fmt.Sprintf(`data-seq="%d"`, seq), ">ann<", "<em>hi</em> &lt;script&gt;",
		fmt.Sprintf(`href="../#m%d"`, seq), fmt.Sprintf(`href="%d.txt"`, seq), `href="../assets/`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s: %s", want, page)
		}
	}
	checkSafe(t, page)
	for _, u := range regexp.MustCompile(`(?:src|href)="(\.\./[^"#]+)"`).FindAllStringSubmatch(page, -1) {
		if r := h.get(http.MethodGet, "/m/"+u[1], nil); r.StatusCode != 200 {
			t.Errorf("%s = %d", u[1], r.StatusCode)
		}
	}

	r = h.get(http.MethodGet, fmt.Sprintf("/m/%d.txt", seq), nil)
	want := texts.Legible(texts.Clean(hostile)) + "\n"
	if got := body(t, r); r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/plain; charset=utf-8" || got != want {
		t.Errorf("/m/%d.txt = %d, %q, want %q", seq, r.StatusCode, got, want)
	}
	for _, path := range []string{fmt.Sprintf("/m/%d", gone), fmt.Sprintf("/m/%d.txt", gone)} {
		r := h.get(http.MethodGet, path, nil)
		if got := body(t, r); r.StatusCode != http.StatusGone || !strings.Contains(got, "message deleted") || strings.Contains(got, "take me") {
			t.Errorf("%s = %d, %s", path, r.StatusCode, got)
		}
	}
	for _, path := range []string{"/m/", "/m/0", "/m/1", "/m/01", "/m/-1", "/m/x", "/m/9999", "/m/9007199254740993", "/m/18446744073709551615", "/m/1e3", fmt.Sprintf("/m/%d.html", seq), fmt.Sprintf("/m/%d/", seq), fmt.Sprintf("/m/+%d", seq)} {
		if r := h.get(http.MethodGet, path, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", path, r.StatusCode)
		}
	}
}

// checkSafe wants nothing in a page to be markup that people wrote.
func checkSafe(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "\u202e", `y="2`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q: %s", bad, page)
		}
	}
}

// TestMessagesWithoutScript: the page itself has the newest 100 messages, as
// they are now, for who has no JavaScript (B43).
func TestMessagesWithoutScript(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	ann := h.join("ann")
	first := ann.say("first", "the first")
	var last int
	for i := range 98 {
		ann.say(fmt.Sprint(i), fmt.Sprint("text ", i))
	}
	wild := ann.say("wild", hostile)
	last = ann.say("last", "the last")
	ann.see(last)
	rows := func() (string, int) {
		page := body(t, h.get(http.MethodGet, "/", nil))
		_, rows, _ := strings.Cut(page, "<noscript>")
		rows, _, _ = strings.Cut(rows, "</noscript>")
		checkSafe(t, rows)
		return rows, strings.Count(rows, "data-seq=")
	}
	page, n := rows()
	if n != 100 || strings.Contains(page, "the first") || !strings.Contains(page, "the last") || !strings.Contains(page, fmt.Sprintf(`<a href="#m%d">`, last)) {
		t.Errorf("%d messages without JavaScript, want the newest 100: %.1000s", n, page)
	}
	ann.amend("edit", wild, "tamed")
	ann.amend("delete", last, "")
	ann.amend("not shown", first, "")
	next := ann.say("next", "the very last")
	ann.see(next)
	page, n = rows()
	if n != 100 || !strings.Contains(page, ">tamed<") || !strings.Contains(page, ">message deleted<") || !strings.Contains(page, "the very last") || strings.Contains(page, "the last<") {
		t.Errorf("after the changes there are %d messages: %s", n, page)
	}
}

// TestReadingBudget: reading pages has a budget for each address (B29).
func TestReadingBudget(t *testing.T) {
	t.Parallel()
	h := build(t, plan{flood: room.Flood{Messages: 10, Window: 1e9}})
	for range 10_000 {
		r := h.get(http.MethodGet, "/m/1", nil)
		switch {
		case r.StatusCode == http.StatusNotFound:
		case r.StatusCode == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "1":
			return
		default:
			t.Fatalf("/m/1 = %d, %v", r.StatusCode, r.Header)
		}
	}
	t.Error("10000 pages at once were served")
}
