package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestKeylessSpeaker: who pipes without a key is muted by its name from wherever
// it comes, and by its address whatever it is called.
func TestKeylessSpeaker(t *testing.T) {
	t.Parallel()
	s := start(t)
	boss, _ := browse(t, s, object{Name: s.secret()})
	admin := &orderer{browser: boss}
	for _, order := range []string{"/mute visitor 10m spam", "/ban visitor 10m spam"} {
		if told := dialIn(t, s, samsHome, "", "", keyless); told != "" {
			t.Fatalf("a pipe is told %q", told)
		}
		done, answer := admin.order(order)
		if !done {
			t.Fatal(answer)
		}
		for how, told := range map[string]string{
			"a pipe":              dialIn(t, s, samsHome, "", "", keyless),
			"say":                 dialIn(t, s, samsHome, "", "say hi", keyless),
			"a pipe from afar":    dialIn(t, s, away, "", "", keyless),
			"say by another name": e403(ask(t, s, samsHome, "POST", "/api/say", "application/json", `{"text":"hi","name":"eve"}`, nil)),
		} {
			if !strings.Contains(told, "spam") {
				t.Errorf("after %s %s is told %q", order, how, told)
			}
		}
		admin.order("/undo")
		if told := dialIn(t, s, samsHome, "", "", keyless); told != "" {
			t.Errorf("after /undo a pipe is told %q", told)
		}
	}
}

// e403 is the body of an answer that is forbidden.
func e403(code int, body string) string {
	if code != http.StatusForbidden {
		return fmt.Sprint(code)
	}
	return body
}
