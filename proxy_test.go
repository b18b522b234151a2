package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"talktalktalk/cluster/natstest"
)

// proxies are those that docs/proxy has a file for.
var proxies = map[string]func(t *testing.T, own, conf, addr string) *proxy{
	"nginx":  nginx,
	"apache": apache,
	"caddy":  caddy,
}

// A proxy is nginx, Apache or Caddy in front of a server, as a process of its own.
type proxy struct {
	log *journal[string] // the lines on its standard error
	cmd *exec.Cmd
}

// TestProxies talks through real proxies, configured by the files in docs/proxy,
// at the root and below /chat/.
func TestProxies(t *testing.T) {
	for name, run := range proxies {
		for _, prefix := range []string{"/", "/chat/"} {
			t.Run(name+prefix, func(t *testing.T) {
				t.Parallel()
				s := start(t, "--web="+freeAddress(t), "--trusted-proxies=127.0.0.1", "--per-address=2")
				outside := front(t, s, name, prefix, run)
				checkPage(t, outside)
				checkTalk(t, s, outside)
				checkAddresses(t, outside)
				checkReconnect(t, s, outside)
			})
		}
	}
}

// front starts a proxy for s and returns s as it is seen from outside.
func front(t *testing.T, s *process, name, prefix string, run func(t *testing.T, own, conf, addr string) *proxy) *process {
	t.Helper()
	file := map[string]string{"caddy": "Caddyfile"}[name]
	text, err := os.ReadFile("docs/proxy/" + cmp.Or(file, name+".conf"))
	if err != nil {
		t.Fatal(err)
	}
	conf := strings.ReplaceAll(string(text), "127.0.0.1:9000", s.web)
	conf = strings.ReplaceAll(conf, "/chat/", prefix)
	own := t.TempDir()
	if err := os.Chmod(own, 0o755); err != nil { // workers have a user of their own
		t.Fatal(err)
	}
	addr := freeAddress(t)
	p := run(t, own, conf, addr)
	t.Cleanup(p.stop)
	outside := *s
	outside.web = addr + strings.TrimSuffix(prefix, "/")
	return &outside
}

// freeAddress is an address on which nothing listens, for who can take no other, or
// takes it again.
func freeAddress(t testing.TB) string {
	t.Helper()
	return fmt.Sprintf("127.0.0.1:%d", natstest.FreePort(t))
}

func nginx(t *testing.T, own, conf, addr string) *proxy {
	return launchProxy(t, own, fmt.Sprintf(`
daemon off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
	access_log off;
	client_body_temp_path body;
	proxy_temp_path proxy;
	fastcgi_temp_path fastcgi;
	uwsgi_temp_path uwsgi;
	scgi_temp_path scgi;
	server {
		listen %s;
		%s
	}
}`, addr, conf), "start worker process ", "nginx", "-e", "stderr", "-p", own, "-c", filepath.Join(own, "conf"))
}

func apache(t *testing.T, own, conf, addr string) *proxy {
	const modules = "/usr/lib/apache2/modules/mod_"
	var head strings.Builder
	for _, module := range []string{"mpm_event", "authz_core", "alias", "proxy", "proxy_http"} {
		fmt.Fprintf(&head, "LoadModule %s_module %s%s.so\n", module, modules, module)
	}
	if os.Getuid() == 0 {
		head.WriteString("User www-data\nGroup www-data\n")
	}
	return launchProxy(t, own, fmt.Sprintf(`%s
ServerRoot %q
DefaultRuntimeDir %[2]q
PidFile apache.pid
ServerName localhost
Listen %s
ErrorLog /dev/stderr
LogLevel notice
%s`, head.String(), own, addr, conf), "resuming normal operations", "apache2", "-D", "FOREGROUND", "-f", filepath.Join(own, "conf"))
}

func caddy(t *testing.T, own, conf, addr string) *proxy {
	site := strings.ReplaceAll(conf, "chat.example.org {", "http://"+addr+" {")
	return launchProxy(t, own, "{\n\tadmin off\n\tstorage file_system "+own+"\n}\n"+site, "serving initial configuration",
		"caddy", "run", "--adapter", "caddyfile", "--config", filepath.Join(own, "conf"))
}

// launchProxy starts a proxy, and returns when it says that it is ready.
func launchProxy(t *testing.T, own, conf, ready string, command ...string) *proxy {
	t.Helper()
	if err := os.WriteFile(filepath.Join(own, "conf"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	p := &proxy{log: newJournal[string](), cmd: exec.Command(command[0], command[1:]...)}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("%v; tools/prepare installs it", err)
	}
	go p.read(stderr)
	if _, err := p.log.find(withPatience(t), func(line string) bool { return strings.Contains(line, ready) }); err != nil {
		p.stop()
		t.Fatalf("%s does not come up: %v", command[0], err)
	}
	return p
}

func (p *proxy) read(stderr io.Reader) {
	(&process{log: p.log, cmd: p.cmd, life: &life{}}).read(stderr)
}

func (p *proxy) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.log.wait(context.Background())
}

// checkPage loads the page and everything that it names.
func checkPage(t *testing.T, s *process) {
	t.Helper()
	get := func(path string) string {
		r, err := http.Get("http://" + s.web + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			t.Errorf("%s = %d, %v", path, r.StatusCode, err)
		}
		return string(body)
	}
	for _, u := range regexp.MustCompile(`(?:src|href)="([^"#][^"]*)"`).FindAllStringSubmatch(get(""), -1) {
		get(u[1])
	}
	get("healthz")
}

// checkTalk lets somebody outside and somebody inside talk. Browsers say where
// the page is from.
func checkTalk(t *testing.T, inside, outside *process) {
	t.Helper()
	host, _, _ := strings.Cut(outside.web, "/")
	ann := browseFrom(t, outside, "127.0.0.1", http.Header{"Origin": {"http://" + host}}, object{Name: "ann"})
	bob, _ := browse(t, inside, object{Name: "bob"})
	seq := ann.say("1", "from outside")
	bob.await("ann's message", func(o object) bool { return o.Type == "message" && o.Seq == seq })
	seq = bob.say("1", "from inside")
	ann.await("bob's message", func(o object) bool { return o.Type == "message" && o.Seq == seq })
	ann.cut()
	bob.cut()
}

// checkAddresses connects from two addresses, of which each may have two
// connections, whatever a client says of itself.
func checkAddresses(t *testing.T, s *process) {
	t.Helper()
	for _, from := range []string{"127.0.0.2", "127.0.0.3"} {
		dialer := websocket.Dialer{NetDialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext}
		for i := range 3 {
			forged := http.Header{"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}}
			conn, r, err := dialer.DialContext(withPatience(t), "ws://"+s.web+"/ws", forged)
			if err == nil {
				defer conn.Close()
			}
			if refused := r != nil && r.StatusCode == http.StatusTooManyRequests; refused != (i == 2) {
				t.Errorf("connection %d from %s: %v", i, from, err)
			}
		}
	}
}

// checkReconnect restarts the server behind the proxy.
func checkReconnect(t *testing.T, s, outside *process) {
	t.Helper()
	ann := browseFrom(t, outside, "127.0.0.4", nil, object{Name: "ann"}) // where nobody has just gone
	welcome := ann.await("welcome", func(o object) bool { return o.Type == "welcome" })
	seq := ann.say("2", "before")
	s.stop()
	if err := ann.seen.wait(withPatience(t)); err != nil || !websocket.IsCloseError(ann.gone, websocket.CloseServiceRestart) {
		t.Errorf("the connection ended with %v, want close code 1012", ann.gone)
	}
	startOn(t, s.data, "--web="+s.web, "--trusted-proxies=127.0.0.1")
	ann, again := browse(t, outside, object{Token: welcome.Token, Name: welcome.Name})
	if again.Name != welcome.Name || ann.say("2", "before") != seq {
		t.Errorf("comes back as %+v", again)
	}
}

// TestForgedHeaders: without --trusted-proxies nobody gets more connections by
// what it says of its address, and the log warns once.
func TestForgedHeaders(t *testing.T) {
	t.Parallel()
	s := start(t, "--per-address=2")
	for i := range 3 {
		forged := http.Header{"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}}
		conn, _, err := websocket.DefaultDialer.DialContext(withPatience(t), "ws://"+s.web+"/ws", forged)
		if err == nil {
			defer conn.Close()
		}
		if refused := err != nil; refused != (i == 2) {
			t.Errorf("connection %d: %v", i, err)
		}
	}
	s.stop()
	warnings := 0
	for _, line := range s.log.all() {
		if strings.Contains(line, "forwarding headers are ignored") {
			warnings++
		}
	}
	if warnings != 1 {
		t.Errorf("the log warns %d times, want once", warnings)
	}
}
