package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// pairFiles are a certificate for 127.0.0.1 and its key, in files, and what
// trusts it.
func pairFiles(t *testing.T) (cert, key string, trust *x509.CertPool) {
	t.Helper()
	l := httptest.NewTLSServer(http.NotFoundHandler()) // which has one
	defer l.Close()
	pair := l.TLS.Certificates[0]
	secret, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	own := t.TempDir()
	cert, key = filepath.Join(own, "cert.pem"), filepath.Join(own, "key.pem")
	for path, block := range map[string]pem.Block{cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(&block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust = x509.NewCertPool()
	trust.AddCert(l.Certificate())
	return cert, key, trust
}

// TestHTTPS talks through the page's door where it speaks HTTPS, and is sent
// there by http.
func TestHTTPS(t *testing.T) {
	t.Parallel()
	cert, key, trust := pairFiles(t)
	for hsts, want := range map[string]string{"--hsts=false": "", "--hsts": "max-age=31536000"} {
		s := launch(t, filepath.Join(t.TempDir(), "data"), "--web=127.0.0.1:0", "--ssh=off", "--tls-cert="+cert, "--tls-key="+key, hsts)
		addr := s.logged(`web  https://([^\s"]+)`)
		client := http.Client{Transport: &http.Transport{
			ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: trust},
		}}
		r, err := client.Get("https://" + addr + "/")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Strict-Transport-Security"); r.StatusCode != 200 || r.ProtoMajor != 2 || got != want {
			t.Errorf("%s: / = %s %d, Strict-Transport-Security %q, want %q", hsts, r.Proto, r.StatusCode, got, want)
		}
		dialer := websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: trust, NextProtos: []string{"http/1.1"}}}
		conn, _, err := dialer.DialContext(withPatience(t), "wss://"+addr+"/ws", http.Header{"Origin": {"https://" + addr}})
		if err != nil {
			t.Fatal(err)
		}
		ann := &browser{t: t, conn: conn, seen: newJournal[object]()}
		t.Cleanup(ann.cut)
		go ann.read()
		ann.send(object{Type: "hello", Name: "ann"})
		ann.say("1", "in secret")

		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		plain, err := client.Get("http://" + addr + "/m/1")
		if err != nil {
			t.Fatal(err)
		}
		plain.Body.Close()
		if got := plain.Header.Get("Location"); plain.StatusCode != http.StatusPermanentRedirect || got != "https://"+addr+"/m/1" {
			t.Errorf("by http / = %d to %q", plain.StatusCode, got)
		}
		s.stop()
	}
}

// TestACME gets a certificate from an authority, and another one before it ends.
// The authority is Let's Encrypt's for tests; it asks back at the page's port.
func TestACME(t *testing.T) {
	t.Parallel()
	const domain = "chat.example.org"
	cert, key, _ := pairFiles(t)
	trusting := []string{"SSL_CERT_FILE=" + cert} // the authority
	web := freeAddress(t)
	directory, authority := startAuthority(t, cert, key, web)

	s := launchWith(t, trusting, filepath.Join(t.TempDir(), "data"), "--web="+web, "--ssh=off", "--tls-domain="+domain, "--tls-authority="+directory)
	s.logged(`web  (https://chat\.example\.org:\d)`)
	ctx := withPatience(t)
	shown := func() *x509.Certificate {
		for {
			c, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", web, &tls.Config{ServerName: domain, InsecureSkipVerify: true})
			if err == nil {
				defer c.Close()
				return c.ConnectionState().PeerCertificates[0]
			}
			if ctx.Err() != nil { // on a busy machine one may have ended before there is the next
				t.Fatal(err)
			}
		}
	}
	first := shown()
	if err := first.VerifyHostname(domain); err != nil || !strings.Contains(first.Issuer.CommonName, "Pebble") {
		t.Errorf("the certificate is by %v: %v", first.Issuer, err)
	}
	issued := func(line string) bool { return strings.Contains(line, "Issued certificate") }
	for range 2 {
		if _, err := authority.log.find(withPatience(t), issued); err != nil {
			t.Fatal("no second certificate is issued before the first has ended: ", err)
		}
	}
	for shown().SerialNumber.Cmp(first.SerialNumber) == 0 {
		if ctx.Err() != nil {
			t.Fatal("the new certificate is not shown")
		}
	}
	if _, err := tls.Dial("tcp", web, &tls.Config{ServerName: "other.example.org", InsecureSkipVerify: true}); err == nil {
		t.Error("a certificate for another name is shown")
	}
	s.stop()
}

// startAuthority starts an ACME server that asks back at the port of web, with
// names that all lead here, and returns its directory. Its certificates last for
// seconds.
func startAuthority(t *testing.T, cert, key, web string) (directory string, authority *proxy) {
	t.Helper()
	names, listen := freeAddress(t), freeAddress(t)
	tool := func(name string) string {
		path := filepath.Join(t.TempDir(), name)
		out, err := exec.CommandContext(t.Context(), "go", "build", "-modfile=tools/go.mod", "-ldflags=-s -w", "-o", path, "github.com/letsencrypt/pebble/v2/cmd/"+name).CombinedOutput()
		if err != nil {
			t.Fatalf("build %s: %v: %s", name, err, out)
		}
		return path
	}
	launchTool(t, "Starting", exec.Command(tool("pebble-challtestsrv"), "-dnsserver", names, "-management", freeAddress(t), "-defaultIPv6", "",
		"-http01", "", "-https01", "", "-doh", "", "-tlsalpn01", ""))

	_, port, err := net.SplitHostPort(web)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	conf, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": listen, "certificate": cert, "privateKey": key, "tlsPort": number, "httpPort": number, "keyAlgorithm": "ecdsa",
		"retryAfter": map[string]int{"authz": 1, "order": 1},
		"profiles":   map[string]any{"default": map[string]any{"description": "short", "validityPeriod": 12}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pebble.json")
	if err := os.WriteFile(file, conf, 0o600); err != nil {
		t.Fatal(err)
	}
	pebble := exec.Command(tool("pebble"), "-config", file, "-dnsserver", names)
	pebble.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "SSL_CERT_FILE="+cert)
	return fmt.Sprintf("https://%s/dir", listen), launchTool(t, "ACME directory available at", pebble)
}

// launchTool starts a tool, and returns when it says that it is ready.
func launchTool(t *testing.T, ready string, tool *exec.Cmd) *proxy {
	t.Helper()
	p := &proxy{log: newJournal[string](), cmd: tool}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.read(out)
	if _, err := p.log.find(withPatience(t), func(line string) bool { return strings.Contains(line, ready) }); err != nil {
		t.Fatalf("%s does not come up: %v", tool.Path, err)
	}
	t.Cleanup(p.stop)
	return p
}
