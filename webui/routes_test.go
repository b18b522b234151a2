package webui_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/webui"
)

func TestPage(t *testing.T) {
	t.Parallel()
	h := build(t, plan{opts: webui.Options{Title: `Fish & <Chips>`}})
	r := h.get(http.MethodGet, "/", nil)
	page := body(t, r)
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/html; charset=utf-8" || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("/ = %d %v", r.StatusCode, r.Header)
	}
	if !strings.Contains(page, "<title>Fish &amp; &lt;Chips&gt;</title>") {
		t.Errorf("the page's title is not the room's, escaped: %.300s", page)
	}
	urls := regexp.MustCompile(`(?:src|href)="([^"#][^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(urls) < 2 {
		t.Fatalf("the page loads %v, want a script and a style sheet at least", urls)
	}
	if strings.Count(page, "<script") != 1 || strings.Count(page, `rel="stylesheet"`) != 1 {
		t.Errorf("the page loads more than one script and one style sheet: %.2000s", page)
	}
	for _, u := range urls {
		if strings.HasPrefix(u[1], "/") || strings.Contains(u[1], ":") {
			t.Errorf("%s is not relative, so it fails below a prefix", u[1])
		}
		if r := h.get(http.MethodGet, "/"+u[1], nil); r.StatusCode != 200 {
			t.Errorf("%s = %d, want 200", u[1], r.StatusCode)
		}
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	page := body(t, h.get(http.MethodGet, "/", nil))
	dir := "/" + regexp.MustCompile(`assets/[0-9a-f]{16}/`).FindString(page)
	icons, err := fs.Glob(webui.Embedded, "static/icons/*")
	if err != nil || len(icons) == 0 {
		t.Fatalf("icons %v, %v", icons, err)
	}
	for _, name := range append(icons, "bundle/app.js", "bundle/app.css") {
		_, served, _ := strings.Cut(name, "/")
		r := h.get(http.MethodGet, dir+served, nil)
		want, err := webui.Embedded.ReadFile(name)
		if got := body(t, r); r.StatusCode != 200 || err != nil || got != string(want) {
			t.Errorf("%s = %d, want the file", name, r.StatusCode)
		}
		if !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s may not be kept: %v", name, r.Header)
		}
		if kind := r.Header.Get("Content-Type"); path.Ext(name) == ".js" && kind != "text/javascript; charset=utf-8" {
			t.Errorf("%s is served as %s", name, kind)
		}
	}
	for _, gone := range []string{"/assets/", dir, dir + "index.html", dir + "log.js", dir + "../index.html", "/assets/0123456789abcdef/app.js", "/static/app.js", "/nothing"} {
		if r := h.get(http.MethodGet, gone, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", gone, r.StatusCode)
		}
	}
}

// TestCompressed asks for each thing as clients do that can and cannot read gzip.
func TestCompressed(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	h.join("ann").say("1", "hello")
	page := body(t, h.get(http.MethodGet, "/", http.Header{"Accept-Encoding": {"identity"}}))
	dir := "/" + regexp.MustCompile(`assets/[0-9a-f]{16}/`).FindString(page)
	for _, path := range []string{"/", "/m/2", "/manifest.webmanifest", dir + "app.js", dir + "app.css"} {
		plain := h.get(http.MethodGet, path, http.Header{"Accept-Encoding": {"gzip;q=0, br"}})
		zipped := h.get(http.MethodGet, path, http.Header{"Accept-Encoding": {"br, gzip;q=0.8"}})
		if plain.StatusCode != 200 || plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: status %d, %v and %v", path, plain.StatusCode, plain.Header, zipped.Header)
		}
		z, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		whole, short := body(t, plain), zipped.ContentLength
		if got, err := io.ReadAll(z); err != nil || string(got) != whole || short <= 0 || int(short) >= len(whole) {
			t.Errorf("%s: %d bytes of gzip hold %d bytes (%v), want %d", path, short, len(got), err, len(whole))
		}
		again := h.get(http.MethodGet, path, http.Header{"If-None-Match": {plain.Header.Get("ETag")}})
		if again.StatusCode != http.StatusNotModified || body(t, again) != "" {
			t.Errorf("%s again = %d", path, again.StatusCode)
		}
	}
}

// TestFirstVisit adds up what a first visit takes from the wire: under 40 KB.
func TestFirstVisit(t *testing.T) {
	t.Parallel()
	const most, header = 40_000, 700
	h := build(t, plan{})
	zipped := http.Header{"Accept-Encoding": {"gzip"}}
	first := h.get(http.MethodGet, "/", zipped)
	page := body(t, h.get(http.MethodGet, "/", nil))
	total := header + int(first.ContentLength)
	for _, u := range regexp.MustCompile(`(?:src|href)="([^"#][^"]*)"`).FindAllStringSubmatch(page, -1) {
		total += header + int(h.get(http.MethodGet, "/"+u[1], zipped).ContentLength)
	}
	if total > most {
		t.Errorf("a first visit takes %d bytes, want at most %d", total, most)
	}
	t.Logf("a first visit takes %d bytes", total)
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	for _, path := range []string{"/", "/healthz", "/nothing", "/ws"} {
		header := h.get(http.MethodGet, path, nil).Header
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy is %q, want %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, header)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	for _, path := range []string{"/", "/healthz", "/ws", "/assets/x"} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
			if r := h.get(method, path, nil); r.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s = %d, want 405", method, path, r.StatusCode)
			}
		}
	}
	if r := h.get(http.MethodHead, "/", nil); r.StatusCode != 200 || body(t, r) != "" {
		t.Errorf("HEAD / = %d, want 200 and no body", r.StatusCode)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	state := func() string {
		r := h.get(http.MethodGet, "/healthz", nil)
		return fmt.Sprint(r.StatusCode, " ", strings.TrimSpace(body(t, r)))
	}
	if got := state(); got != "200 ok" {
		t.Errorf("healthz = %s, want 200 ok", got)
	}
	h.log.Close() // so nothing can be stored
	if got := state(); got != "200 read-only" {
		t.Errorf("healthz = %s, want 200 read-only", got)
	}
	h.room.Close(context.Background())
	if got := state(); got != "503 closing" {
		t.Errorf("healthz = %s, want 503 closing", got)
	}
	if _, err := h.dial(nil); err == nil || !strings.HasPrefix(err.Error(), "503") {
		t.Errorf("a WebSocket at a closing door: %v, want 503", err)
	}
}

// TestPlainRequestForSocket asks for /ws without wanting a WebSocket.
func TestPlainRequestForSocket(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	if r := h.get(http.MethodGet, "/ws", nil); r.StatusCode != http.StatusBadRequest {
		t.Errorf("/ws = %d, want 400", r.StatusCode)
	}
}

// TestHugeHeader sends more header than any browser.
func TestHugeHeader(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	conn, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(limit))
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("x", 64<<10))
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a huge header got %d, want 431", r.StatusCode)
	}
}

// TestNoCompression offers it.
func TestNoCompression(t *testing.T) {
	t.Parallel()
	h := build(t, plan{})
	dialer := websocket.Dialer{EnableCompression: true}
	ws, r, err := dialer.DialContext(t.Context(), "ws://"+h.addr+"/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if got := r.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("the door accepted %s", got)
	}
}
