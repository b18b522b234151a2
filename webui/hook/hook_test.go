package hook_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"talktalktalk/webui/hook"
)

// fields makes a header of pairs.
func fields(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

// known are bodies as their senders document them, and what becomes of them.
var known = []struct {
	file   string
	header []string
	want   hook.Post
}{
	{"slack", nil, hook.Post{Text: "build #7 (https://ci.example.org/7) of https://git.example.org/kettle is <green> & done, @here and @U024BE7LH", Name: "deploy-bot"}},
	{"slack-attachments", nil, hook.Post{Text: "Look:\nkettle.example.org is down https://up.example.org/1\nno answer for 3 minutes\nonly a fallback", Name: "uptime"}},
	{"slack-fields", nil, hook.Post{Text: "build #8 https://ci.example.org/8\nbranch: main\nresult: failed"}},
	{"slack-blocks", nil, hook.Post{Text: "Kettle\n*State*\ndown (https://up.example.org/1)\n*Since*\n14:05\nseen by probe 3\nSee the log and https://up.example.org/2 please\nwithin an attachment", Name: "uptime"}},
	{"alertmanager", nil, hook.Post{Text: "**FIRING 2** InstanceDown: kettle:9100 does not answer; no scrape for five minutes (toaster:9100) http://alerts.example.org:9093"}},
	{"alertmanager-resolved", nil, hook.Post{Text: "**RESOLVED** Full: a:1; b:1; c:1; and 2 more"}},
	{"alertmanager-partly", nil, hook.Post{Text: "**FIRING** InstanceDown: kettle:9100 **RESOLVED** toaster:9100 is back http://alerts.example.org:9093"}},
	{"grafana-several", nil, hook.Post{Text: "**FIRING 2** High memory usage: zone us-1 is full; High CPU usage: zone eu-1 is busy https://play.example.org/"}},
	{"grafana", nil, hook.Post{Text: "**FIRING** High memory usage: This alert was triggered for zone us-1 https://play.example.org/d/1?viewPanel=2"}},
	{"grafana-old", nil, hook.Post{Text: "**FIRING** Panel title alert: Notification message http://grafana.example.org/d/h?tab=alert"}},
	{"github-push", []string{"X-GitHub-Event", "push", "X-GitHub-Delivery", "72d3162e"}, hook.Post{Text: "ann/kettle: ann pushed 2 commits to main: Whistle at the end https://github.com/ann/kettle/compare/6113728f27ae...000000011111", ID: "72d3162e"}},
	{"github-pull", []string{"X-GitHub-Event", "pull_request"}, hook.Post{Text: "ann/kettle: bob merged pull request #5: Whistle louder https://github.com/ann/kettle/pull/5"}},
	{"github-comment", []string{"X-GitHub-Event", "issue_comment"}, hook.Post{Text: "ann/kettle: cyd commented on issue #7: It leaks: Here, too. https://github.com/ann/kettle/issues/7#issuecomment-1"}},
	{"github-workflow", []string{"X-GitHub-Event", "workflow_run"}, hook.Post{Text: "ann/kettle: workflow CI: timed out on main https://github.com/ann/kettle/actions/runs/1"}},
	{"github-ping", []string{"X-GitHub-Event", "ping"}, hook.Post{Text: "ann/kettle: the hook is set up"}},
	{"github-other", []string{"X-GitHub-Event", "discussion"}, hook.Post{Text: "ann/kettle: ann discussion created"}},
	{"gitea-push", []string{"X-Gitea-Event", "push", "X-GitHub-Event", "push", "X-Gitea-Delivery", "f6266f16"}, hook.Post{Text: "gitea/webhooks: gitea pushed 1 commit to develop: Webhooks Yay! http://git.example.org:3000/gitea/webhooks/compare/28e1879d...bffeb742", ID: "f6266f16"}},
	{"gitea-issue", []string{"X-Gitea-Event", "issues"}, hook.Post{Text: "ann/kettle: ann opened issue #3: The lid is loose http://git.example.org/ann/kettle/issues/3"}},
	{"gitea-release", []string{"X-Gitea-Event", "release"}, hook.Post{Text: "ann/kettle: ann published release Second boil http://git.example.org/ann/kettle/releases/tag/v2.0"}},
}

// TestKnown reads what programs send, bare and in a form.
func TestKnown(t *testing.T) {
	t.Parallel()
	for _, k := range known {
		body, err := os.ReadFile("testdata/" + k.file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		form := []byte("payload=" + url.QueryEscape(string(body)))
		for kind, body := range map[string][]byte{"application/json": body, "application/x-www-form-urlencoded": form, "": body} {
			header := fields(k.header...)
			header.Set("Content-Type", kind)
			if got, err := hook.Read(header, body); err != nil || got != k.want {
				t.Errorf("%s as %q = %+v, %v, want %+v", k.file, kind, got, err, k.want)
			}
		}
	}
}

// TestBodies reads bodies that are simple, odd or wrong.
func TestBodies(t *testing.T) {
	t.Parallel()
	const form, jsonKind = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	for _, c := range []struct {
		kind, body string
		want       hook.Post
		err        error
	}{
		{jsonKind, `{"text":"hi","username":"sam"}`, hook.Post{Text: "hi", Name: "sam"}, nil},
		{form, `{"text":"curl -d"}`, hook.Post{Text: "curl -d"}, nil},
		{form, "just a text", hook.Post{Text: "just a text"}, nil},
		{"text/plain", `{"text":"as it is"}`, hook.Post{Text: `{"text":"as it is"}`}, nil},
		{jsonKind, `{"text":"a < b && c > d <b>"}`, hook.Post{Text: "a < b && c > d <b>"}, nil},
		{jsonKind, `{"text":"<mailto:a@b.example|Ann> <#C1|ops>"}`, hook.Post{Text: "Ann (a@b.example) #ops"}, nil},
		{jsonKind, `{"text":5}`, hook.Post{}, hook.ErrNothing},
		{jsonKind, `{"alerts":"none"}`, hook.Post{}, hook.ErrNothing},
		{jsonKind, `{}`, hook.Post{}, hook.ErrNothing},
		{jsonKind, `[]`, hook.Post{}, hook.ErrBody},
		{jsonKind, `{`, hook.Post{}, hook.ErrBody},
		{jsonKind, ``, hook.Post{}, hook.ErrBody},
		{form, "payload=%7B", hook.Post{}, hook.ErrBody},
		{form, "payload=%zz", hook.Post{}, hook.ErrBody},
		{"multipart/form-data; boundary=b", "x", hook.Post{}, hook.ErrBody},
		{"", " \n", hook.Post{}, hook.ErrNothing},
	} {
		got, err := hook.Read(fields("Content-Type", c.kind), []byte(c.body))
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s %s = %+v, %v, want %+v, %v", c.kind, c.body, got, err, c.want, c.err)
		}
	}
}

// FuzzRead: whatever is sent, a line of a forge or of alerts is one line, and short.
func FuzzRead(f *testing.F) {
	for _, k := range known {
		body, err := os.ReadFile("testdata/" + k.file + ".json")
		if err != nil {
			f.Fatal(err)
		}
		event := ""
		if len(k.header) > 0 {
			event = k.header[1]
		}
		f.Add(event, string(body))
	}
	f.Fuzz(func(t *testing.T, event, body string) {
		if strings.ContainsAny(event, "\r\n") {
			return // no header holds that
		}
		post, err := hook.Read(fields("Content-Type", "application/json", "X-Gitea-Event", event), []byte(body))
		if err == nil && event != "" && (strings.ContainsAny(post.Text, "\r\n") || len([]rune(post.Text)) > 4000) {
			t.Errorf("%q", post.Text)
		}
	})
}
