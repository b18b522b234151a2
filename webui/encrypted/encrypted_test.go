package encrypted_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talktalktalk/webui/encrypted"
)

// write makes a certificate for localhost with the given number, and puts it and
// its key into files of folder.
func write(t *testing.T, folder string, number int64) (cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, secret.Public(), secret)
	if err != nil {
		t.Fatal(err)
	}
	der2, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: der2}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		later := time.Now().Add(time.Duration(number) * time.Second) // as clocks of files are coarse
		if err := os.Chtimes(path, later, later); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestFiles: files that change are read anew; those that are no pair any more
// leave the certificate in use, and one line in the log.
func TestFiles(t *testing.T) {
	folder := t.TempDir()
	var log bytes.Buffer
	cert, key := write(t, folder, 1)
	files, err := encrypted.OpenFiles(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	expect := func(number int64) {
		t.Helper()
		for range 2 {
			shown, err := files.Certificate(nil)
			if err != nil || shown.Leaf.SerialNumber.Int64() != number {
				t.Fatalf("shown is %v, %v, want certificate %d", shown.Leaf.SerialNumber, err, number)
			}
		}
	}
	expect(1)
	write(t, folder, 2)
	expect(2)
	if err := os.WriteFile(cert, []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(2)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	expect(2)
	if n := strings.Count(log.String(), "stays in use"); n != 1 {
		t.Errorf("the log tells %d times that the files cannot be used, want once: %s", n, &log)
	}
	write(t, folder, 3)
	expect(3)
	if _, err := encrypted.OpenFiles(key, cert, slog.Default()); err == nil {
		t.Error("a key was taken for a certificate")
	}
}

// serve serves "hello" by HTTPS until the end of the test.
func serve(t *testing.T) (addr string) {
	t.Helper()
	cert, key := write(t, t.TempDir(), 1)
	files, err := encrypted.OpenFiles(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello "+r.Proto) }),
		ReadHeaderTimeout: time.Second,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelWarn),
	}
	served := make(chan error)
	go func() { served <- server.Serve(encrypted.Listen(l, encrypted.Config(files.Certificate))) }()
	t.Cleanup(func() { server.Close(); <-served })
	return l.Addr().String()
}

// TestServe: HTTP/2 and 1.1 by TLS from 1.2 on, and nothing older.
func TestServe(t *testing.T) {
	addr := serve(t)
	for _, c := range []struct {
		protocols []string
		want      string
	}{{[]string{"h2", "http/1.1"}, "hello HTTP/2.0"}, {[]string{"http/1.1"}, "hello HTTP/1.1"}} {
		client := http.Client{Transport: &http.Transport{
			ForceAttemptHTTP2: c.protocols[0] == "h2", DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true, NextProtos: c.protocols},
		}}
		if got := get(t, &client, "https://"+addr); got != c.want {
			t.Errorf("%v get %q, want %q", c.protocols, got, c.want)
		}
	}
	for version, works := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: version})
		if (err == nil) != works {
			t.Errorf("%s: %v, want it to work: %v", tls.VersionName(version), err, works)
		}
		if err == nil {
			c.Close()
		}
	}
}

func get(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestPlain: who speaks plain HTTP to the port is sent to https, and who speaks
// nothing known is let go.
func TestPlain(t *testing.T) {
	addr := serve(t)
	for request, want := range map[string]string{
		"GET /m/1?x=%20y HTTP/1.1\r\nHost: chat.example:9000\r\n\r\n":                 "https://chat.example:9000/m/1?x=%20y",
		"POST /api/say HTTP/1.1\r\nHost: chat.example\r\nContent-Length: 2\r\n\r\nhi": "https://chat.example/api/say",
		"GET //evil.example/ HTTP/1.0\r\nHost: chat.example\r\n\r\n":                  "https://chat.example/evil.example/",
		"GET / HTTP/1.0\r\n\r\n": "",
	} {
		r := plain(t, addr, request)
		if want == "" {
			if r.StatusCode != http.StatusBadRequest {
				t.Errorf("%q = %d, want 400", request, r.StatusCode)
			}
			continue
		}
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusPermanentRedirect || got != want {
			t.Errorf("%q = %d to %s, want 308 to %s", request, r.StatusCode, got, want)
		}
	}
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "SSH-2.0-what\r\n")
	if rest, err := io.ReadAll(c); err != nil || len(rest) > 0 {
		t.Errorf("who speaks ssh gets %q, %v", rest, err)
	}
}

// plain sends a request as it stands.
func plain(t *testing.T, addr, request string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, request)
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r
}

// TestRedirect: the port where browsers look first leads to the usual one.
func TestRedirect(t *testing.T) {
	for host, want := range map[string]string{
		"chat.example": "https://chat.example/a?b=c", "chat.example:80": "https://chat.example/a?b=c", "[::1]:80": "https://[::1]/a?b=c",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/a?b=c", nil)
		r.Host = host
		encrypted.Redirect(w, r)
		if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != want {
			t.Errorf("%s leads to %d %s, want %s", host, w.Code, got, want)
		}
	}
}
