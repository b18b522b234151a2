package push

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A name that leads into the network is found out when it is dialed.
func TestDialGuard(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, c := range []struct {
		services Services
		addr     string
		want     error
	}{
		{Services{Public: true}, "localhost:443", errPrivate},
		{Services{Public: true}, "127.0.0.1:443", errPrivate},
		{Services{Public: true}, "localhost:" + port, errNotAllowed},
		{Services{Hosts: []string{"push.home"}}, "localhost:443", errNotAllowed},
		{Services{Hosts: []string{"localhost:" + port}}, "localhost:" + port, nil},
		{Services{Public: true, Hosts: []string{"LOCALHOST:" + port}}, "localhost:" + port, nil},
	} {
		conn, err := c.services.dial(t.Context(), "tcp4", c.addr)
		if conn != nil {
			conn.Close()
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%+v dials %s: %v, want %v", c.services, c.addr, err, c.want)
		}
	}
	if _, err := (Services{Public: true}).client().Post("https://localhost/x", "", http.NoBody); !errors.Is(err, errPrivate) {
		t.Errorf("the client: %v", err)
	}
	if text := unaddressed(func() error { _, err := (Services{}).client().Get("https://h/secret"); return err }()).Error(); strings.Contains(text, "secret") {
		t.Errorf("the log says %q", text)
	}
}
