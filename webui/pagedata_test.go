package webui_test

import (
	"net/http/httptest"
	"testing"

	"talktalktalk/webui"
)

func TestInvitation(t *testing.T) {
	t.Parallel()
	const print = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
	for _, c := range []struct {
		asked, public string
		port          int
		want          string
	}{
		{"chat.example:9000", "", 2222, "ssh chat.example -p 2222"},
		{"chat.example", "", 22, "ssh chat.example"},
		{"127.0.0.1:9000", "", 2222, "ssh 127.0.0.1 -p 2222"},
		{"[::1]:9000", "", 2222, "ssh ::1 -p 2222"},
		{"[::1]", "", 22, "ssh ::1"},
		{"10.0.0.1:9000", "chat.example", 2022, "ssh chat.example -p 2022"},
		{"chat.example:9000", "", 0, ""},
		{"", "", 2222, ""},
		{"-oProxyCommand=x", "", 2222, ""},
		{"a;b", "", 2222, ""},
		{"$(x):80", "", 2222, ""},
		{"<b>", "", 2222, ""},
	} {
		h := build(t, plan{opts: webui.Options{Host: c.public, SSH: webui.OtherDoor{Port: c.port, Fingerprint: print}}})
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.asked
		command, fingerprint := h.door.Invitation(r)
		if command != c.want || (fingerprint == print) != (c.want != "") {
			t.Errorf("asked for %q: %q, %q, want %q", c.asked, command, fingerprint, c.want)
		}
		h.close()
	}
}
