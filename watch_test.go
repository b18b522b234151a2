package main

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestMetrics: what a server does can be watched, at an address of its own, and
// the dashboard asks for nothing that there is not.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, "--metrics=127.0.0.1:0", "--flood=1/1h")
	addr := s.logged(`metrics  http://([^\s"]+)/metrics`)
	get := func(path string) string {
		r, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("%s = %d, %v", path, r.StatusCode, err)
		}
		return string(body)
	}
	ann, _ := browse(t, s, object{Name: "ann"})
	seq := ann.say("1", "hello")
	ann.await("the message", func(o object) bool { return o.Type == "message" && o.Seq == seq })
	ann.send(object{Type: "say", ID: "2", Text: "too fast"})
	ann.await("the refusal", func(o object) bool { return o.Type == "error" && o.ID == "2" })

	shown := get("/metrics")
	for _, want := range []string{
		`talktalktalk_messages_total{via="web"} 1`, `talktalktalk_messages_total{via="ssh"} 0`,
		`talktalktalk_refusals_total{reason="flood"} 1`, `talktalktalk_connections{door="web"} 1`, `talktalktalk_connections{door="ssh"} 0`,
		`talktalktalk_append_seconds_count 1`, `talktalktalk_people_online 1`, `talktalktalk_readers_dropped_total{door="web"} 0`,
		`talktalktalk_log_writable 1`, "talktalktalk_log_bytes ", "talktalktalk_head_position 2", "talktalktalk_build_info{",
	} {
		if !strings.Contains(shown, "\n"+want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if !regexp.MustCompile(`\ntalktalktalk_delivery_seconds_count [1-9]`).MatchString(shown) {
		t.Error("/metrics knows of no delivery")
	}
	dashboard, err := os.ReadFile("docs/grafana/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`(?:talktalktalk|process|go)_[a-z_]+`).FindAllString(string(dashboard), -1) {
		if !strings.Contains(shown, "\n"+name) {
			t.Errorf("the dashboard asks for %s, which there is not", name)
		}
	}
	get("/debug/pprof/")
	get("/debug/pprof/goroutine?debug=1")
	if r, err := http.Get("http://" + s.web + "/metrics"); err != nil || r.StatusCode != http.StatusNotFound {
		t.Errorf("the page's door has /metrics: %v, %v", r, err)
	}
	ann.cut()
	s.logged(`(web connection ended)`)
}
