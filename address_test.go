package main

import (
	"strings"
	"testing"
)

// TestLinkAddress: the address that /link shows leads to the page as it is outside, by
// HTTPS and below a path where a proxy makes it so.
func TestLinkAddress(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]struct{ ssh, path string }{
		"chat.example":                 {"http://chat.example:", "/"},
		"chat.example/chat":            {"http://chat.example:", "/chat/"},
		"chat.example:443:2222":        {"https://chat.example/", "/"},
		"chat.example:443:2222/a/b/":   {"https://chat.example/a/b/", "/a/b/"},
		"[2001:db8::1]:8080:22/chat":   {"http://[2001:db8::1]:8080/chat/", "/chat/"},
		"[2001:db8::1]:443:2222":       {"https://[2001:db8::1]/", "/"},
		"chat.example:80:2222/a.b~c-d": {"http://chat.example/a.b~c-d/", "/a.b~c-d/"},
	} {
		s := start(t, "--public="+public)
		terminal := open(t, s, "sam", newKey(t))
		terminal.press("/link\r")
		shown := terminal.await("address", func(line string) bool { return strings.Contains(line, "#link=") })
		if !strings.Contains(shown, "or its browser opens "+want.ssh) || !strings.Contains(shown, want.path+"#link=") {
			t.Errorf("%s: the terminal shows %q, want %+v", public, shown, want)
		}
		page, _ := browse(t, s, object{Name: "ann"})
		page.send(object{Type: "say", ID: "link", Text: "/link"})
		if got := page.answer("link"); got.URL != "http://"+s.web+want.path+"#link="+got.Code {
			t.Errorf("%s: the page is told %q, want the path %s", public, got.URL, want.path)
		}
		s.stop()
	}
}
