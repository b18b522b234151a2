package webui_test

import (
	"net/http"
	"net/netip"
	"testing"

	"talktalktalk/webui"
)

func TestForwarded(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	for _, test := range []struct {
		peer string
		said []string // X-Forwarded-For
		want string
	}{
		{"10.0.0.1:5", []string{"192.0.2.7"}, "192.0.2.7:0"},
		{"10.0.0.1:5", []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7:0"},
		{"10.0.0.1:5", []string{"198.51.100.1", " 192.0.2.7 , 10.9.9.9"}, "192.0.2.7:0"},
		{"10.0.0.1:5", []string{"10.1.1.1,10.2.2.2"}, "10.1.1.1:0"},
		{"10.0.0.1:5", []string{"192.0.2.7:4711"}, "192.0.2.7:0"},
		{"10.0.0.1:5", []string{"[2001:db9::7]:4711"}, "[2001:db9::7]:0"},
		{"10.0.0.1:5", []string{"2001:db9::7"}, "[2001:db9::7]:0"},
		{"[2001:db8::1]:5", []string{"192.0.2.7"}, "192.0.2.7:0"},
		{"[::ffff:10.0.0.1]:5", []string{"::ffff:192.0.2.7"}, "192.0.2.7:0"},
		{"10.0.0.1:5", []string{"192.0.2.7, unknown"}, "10.0.0.1:0"},
		{"10.0.0.1:5", []string{"", ","}, "10.0.0.1:0"},
		{"10.0.0.1:5", nil, "10.0.0.1:0"},
		{"192.0.2.9:5", []string{"192.0.2.7"}, "192.0.2.9:5"},
	} {
		r := &http.Request{RemoteAddr: test.peer, Host: "inside", Header: http.Header{
			"X-Forwarded-For":  test.said,
			"X-Forwarded-Host": {"forged.example", "also.example, chat.example"},
		}}
		wantHost := "chat.example"
		if test.peer == "192.0.2.9:5" {
			wantHost = "inside"
		}
		if webui.Behind(trusted, r); r.RemoteAddr != test.want || r.Host != wantHost {
			t.Errorf("%s saying %q is %s at %s, want %s at %s", test.peer, test.said, r.RemoteAddr, r.Host, test.want, wantHost)
		}
	}
}
