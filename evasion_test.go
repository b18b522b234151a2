package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/crypto/ssh"
)

// Addresses of the evasion. The proxies' is trusted at both doors.
const (
	samsHome = "127.0.5.1"
	away     = "127.0.5.2"
	theProxy = "127.0.5.3"
)

var forgeries = http.Header{
	"X-Forwarded-For": {"192.0.2.200"}, "X-Real-Ip": {"192.0.2.200"}, "Forwarded": {`for=192.0.2.200`},
	"X-Forwarded-Host": {"chat.example.org"}, "Cf-Connecting-Ip": {"192.0.2.200"}, "True-Client-Ip": {"192.0.2.200"},
}

// keyless logs in by keyboard-interactive, as who has no key.
var keyless = ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })

// visit tries to come in at the page: "" if one is let in, else what one is told.
func visit(t *testing.T, s *process, address string, header http.Header, hello object) string {
	t.Helper()
	b := browseFrom(t, s, address, header, hello)
	o := b.await("welcome or error", func(o object) bool { return o.Type == "welcome" || o.Type == "error" })
	if o.Type == "welcome" {
		b.cut()
		return ""
	}
	if err := b.seen.wait(withPatience(t)); err != nil || !websocket.IsCloseError(b.gone, websocket.ClosePolicyViolation) {
		t.Errorf("who is refused is closed with %v, want 1008", b.gone)
	}
	if o.Code != "banned" || o.RetryMS <= 0 {
		t.Errorf("refused with %+v", o)
	}
	return o.Text
}

// dialIn tries to run a command at the ssh door, from an address, with something
// said before: "" if that is done, else what one is told. head may end the connection.
func dialIn(t *testing.T, s *process, address, head, command string, how ssh.AuthMethod) string {
	t.Helper()
	conn, err := from(address).DialContext(withPatience(t), "tcp", s.ssh)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	config := &ssh.ClientConfig{User: "visitor", Auth: []ssh.AuthMethod{how}, HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	secured, channels, requests, err := ssh.NewClientConn(conn, s.ssh, config)
	if err != nil {
		if head == "" {
			t.Fatal(err)
		}
		return "no connection"
	}
	client := ssh.NewClient(secured, channels, requests)
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var fail bytes.Buffer
	session.Stderr = &fail
	if command == "" { // a pipe
		session.Stdin = strings.NewReader("piped in")
		err = errors.Join(session.Shell(), session.Wait())
	} else {
		err = session.Run(command)
	}
	var exit *ssh.ExitError
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &exit) || exit.ExitStatus() != 77:
		t.Errorf("%q ends with %v, want exit 77", command, err)
	}
	return fail.String()
}

// ask is the status of an HTTP request, and the body.
func ask(t *testing.T, s *process, address, method, path, kind, body string, header http.Header) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		return from(address).DialContext(ctx, network, to)
	}}}
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(withPatience(t), method, "http://"+s.web+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// An evader is sam, who is banned and tries everything.
type evader struct {
	t      *testing.T
	s      *process
	token  string // of sam's browser
	linked string // of one that was joined to sam's key
	key    ssh.Signer
}

// comes tries to come in by all that makes sam who it is, and by all that does
// not, from its address; wants tells whether that is to be refused.
func (e *evader) comes(refused bool) {
	e.t.Helper()
	want := func(how, told, sentence string) {
		e.t.Helper()
		if refused && !strings.Contains(told, sentence) && told != "no connection" || !refused && told != "" && told != "no connection" {
			e.t.Errorf("%s is told %q, want %q: %v", how, told, sentence, refused)
		}
	}
	const you, near = "You are banned by admin: rude. It ends in", "Your address is banned by admin, on account of sam: rude. It ends in"
	t, s := e.t, e.s
	want("the browser, renamed, elsewhere", visit(t, s, away, nil, object{Name: "max", Token: e.token}), you)
	want("the linked browser", visit(t, s, away, nil, object{Token: e.linked}), you)
	want("the key elsewhere", dialIn(t, s, away, "", "last", ssh.PublicKeys(e.key)), you)
	want("a pipe with the key", dialIn(t, s, away, "", "", ssh.PublicKeys(e.key)), you)
	want("another browser", visit(t, s, samsHome, nil, object{Name: "eve"}), near)
	want("another browser that forges headers", visit(t, s, samsHome, forgeries, object{Name: "eve"}), near)
	want("another key", dialIn(t, s, samsHome, "", "last", ssh.PublicKeys(newKey(e.t))), near)
	want("no key", dialIn(t, s, samsHome, "", "say hi", keyless), near)
	want("a pipe without a key", dialIn(t, s, samsHome, "", "", keyless), near)
	want("a forged PROXY header", dialIn(t, s, samsHome, "PROXY TCP4 192.0.2.200 127.0.0.1 5000 22\r\n", "last", keyless), near)
	for _, header := range []http.Header{nil, forgeries} {
		for _, r := range [][4]string{
			{"GET", "/"},
			{"GET", "/m/1"},
			{"GET", "/m/1.txt"},
			{"GET", "/api/messages"},
			{"GET", "/api/people"},
			{"POST", "/api/say", "text/plain", "hi"},
			{"POST", "/api/say", "application/json", `{"text":"hi","name":"eve"}`},
		} {
			code, body := ask(t, s, samsHome, r[0], r[1], r[2], r[3], header)
			if (code == http.StatusForbidden && strings.Contains(body, near)) != refused || refused && strings.Contains(body, "sam was here") {
				t.Errorf("%s %s: %d, %q", r[0], r[1], code, body)
			}
		}
	}
	if refused {
		if code, body := ask(t, s, samsHome, "GET", "/api/stream", "", "", nil); code != http.StatusForbidden || !strings.Contains(body, near) {
			t.Errorf("the stream: %d, %q", code, body)
		}
	}
}

// TestEvasion: who is banned does not come back, whatever they try, over a restart
// too, and /unban frees them at once.
func TestEvasion(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := startOn(t, data, "--trusted-proxies="+theProxy)
	secret := s.secret()
	boss, _ := browse(t, s, object{Name: secret})
	admin := &orderer{browser: boss}
	e := &evader{t: t, s: s, key: newKey(t)}
	sam := browseFrom(t, s, samsHome, nil, object{Name: "sam"})
	e.token = sam.await("welcome", func(o object) bool { return o.Type == "welcome" }).Token
	sam.say("1", "sam was here")
	e.linked = e.join(&orderer{browser: sam})
	if done, answer := admin.order("/ban sam 2h rude"); !done {
		t.Fatal(answer)
	}
	if err := sam.seen.wait(withPatience(t)); err != nil || !websocket.IsCloseError(sam.gone, websocket.ClosePolicyViolation) {
		t.Errorf("sam's connection ended with %v, want 1008", sam.gone)
	}
	e.comes(true)
	s.stop()
	s = startOn(t, data, "--trusted-proxies="+theProxy)
	e.s = s
	e.comes(true)
	boss, _ = browse(t, s, object{Name: secret})
	if done, answer := (&orderer{browser: boss}).order("/unban 1"); !done {
		t.Fatal(answer)
	}
	e.comes(false)
}

// join makes the key and another browser sam's, too.
func (e *evader) join(sam *orderer) (token string) {
	e.t.Helper()
	code := func() string {
		_, told := sam.order("/link")
		return linkCode.FindStringSubmatch(told)[1]
	}
	if told := dialIn(e.t, e.s, away, "", "link "+code(), ssh.PublicKeys(e.key)); told != "" {
		e.t.Fatal(told)
	}
	phone := browseFrom(e.t, e.s, away, nil, object{Name: "phone"})
	token = phone.await("welcome", func(o object) bool { return o.Type == "welcome" }).Token
	if done, answer := (&orderer{browser: phone}).order("/link " + code()); !done {
		e.t.Fatal(answer)
	}
	phone.cut()
	return token
}

// TestNeighbors: behind one proxy those at the banned address (IPv6: /64) are
// told what it is about, and others come in, whatever they say of themselves. Who
// is there already stays.
func TestNeighbors(t *testing.T) {
	t.Parallel()
	s := start(t, "--trusted-proxies="+theProxy)
	boss, _ := browse(t, s, object{Name: s.secret()})
	admin := &orderer{browser: boss}
	behind := func(list string) http.Header { return http.Header{"X-Forwarded-For": {list}} }
	proxied := func(client string) string { return fmt.Sprintf("PROXY TCP6 %s ::1 5000 22\r\n", client) }
	sam := browseFrom(t, s, theProxy, behind("2001:db8:1:2::7"), object{Name: "sam"})
	sam.await("welcome", func(o object) bool { return o.Type == "welcome" })
	here := browseFrom(t, s, theProxy, behind("2001:db8:1:2::9"), object{Name: "here"})
	here.await("welcome", func(o object) bool { return o.Type == "welcome" })
	if done, answer := admin.order("/ban sam 1h rude"); !done {
		t.Fatal(answer)
	}
	here.say("1", "I stay")
	for list, refused := range map[string]bool{
		"2001:db8:1:2::8": true, "192.0.2.1, 2001:db8:1:2:3:4:5:6": true,
		"2001:db8:1:3::8": false, "2001:db8:1:2::7, 192.0.2.1": false,
	} {
		told := visit(t, s, theProxy, behind(list), object{Name: "eve"})
		if refused != strings.Contains(told, "Your address is banned by admin, on account of sam: rude. It ends in 1 h; if that is not you, ask an admin") {
			t.Errorf("%s is told %q", list, told)
		}
		code, body := ask(t, s, theProxy, "GET", "/", "", "", behind(list))
		if (code == http.StatusForbidden) != refused || refused != strings.Contains(body, "on account of sam") {
			t.Errorf("%s gets the page with %d", list, code)
		}
	}
	if told := dialIn(t, s, theProxy, proxied("2001:db8:1:2::8"), "last", keyless); !strings.Contains(told, "on account of sam") {
		t.Errorf("a neighbor is told %q by ssh", told)
	}
	if told := dialIn(t, s, theProxy, proxied("2001:db8:1:3::8"), "last", keyless); told != "" {
		t.Errorf("somebody else is told %q by ssh", told)
	}
}
