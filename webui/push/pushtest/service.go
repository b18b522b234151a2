package pushtest

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"talktalktalk/room"
)

// bodyMost is how many bytes a push service must take, and none takes more (RFC 8030, 7.2).
const bodyMost = 4096

// kept is how many pushes to a browser wait to be looked at.
const kept = 100

// A Service is a push service. Its methods are safe for concurrent use.
type Service struct {
	*httptest.Server
	t testing.TB

	mu       sync.Mutex
	browsers map[string]*Browser // by path
	answer   int                 // to every push
}

// NewService returns a service that speaks TLS by a certificate of its own, and
// runs until the end of the test.
func NewService(t testing.TB) *Service {
	s := &Service{t: t, browsers: map[string]*Browser{}, answer: http.StatusCreated}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.take))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// Host is the service's, with the port.
func (s *Service) Host() string { return s.Listener.Addr().String() }

// Answers has every push answered by the status, and not handed over unless that
// is 201, as at first.
func (s *Service) Answers(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = status
}

// A Browser has a subscription, of which it alone has the private key.
type Browser struct {
	room.Subscription
	secret *ecdh.PrivateKey
	pushes chan Push
}

// A Push is what has come to a browser.
type Push struct {
	Payload []byte
	Size    int // of what the service has seen
	Header  http.Header
	Claims  Claims
}

// NewBrowser returns one that is subscribed to the service.
func (s *Service) NewBrowser() *Browser {
	s.t.Helper()
	secret, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	b := &Browser{secret: secret, pushes: make(chan Push, kept)}
	b.Key, b.Auth = secret.PublicKey().Bytes(), make([]byte, 16)
	rand.Read(b.Auth) // never fails
	path := "/push/" + rand.Text()
	b.Endpoint = s.URL + path
	s.mu.Lock()
	defer s.mu.Unlock()
	s.browsers[path] = b
	return b
}

// Keys are the public key and the secret as browsers write them.
func (b *Browser) Keys() (p256dh, auth string) {
	return base64.RawURLEncoding.EncodeToString(b.Key), base64.RawURLEncoding.EncodeToString(b.Auth)
}

// Next waits for a push.
func (b *Browser) Next(ctx context.Context) (Push, error) {
	select {
	case p := <-b.pushes:
		return p, nil
	case <-ctx.Done():
		return Push{}, ctx.Err()
	}
}

// Waiting is how many pushes have come that nobody has looked at.
func (b *Browser) Waiting() int { return len(b.pushes) }

// take answers one push.
func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	answer, browser := s.answer, s.browsers[r.URL.Path]
	s.mu.Unlock()
	switch {
	case browser == nil || r.Method != http.MethodPost:
		w.WriteHeader(http.StatusNotFound)
		return
	case answer != http.StatusCreated:
		w.Header().Set("Location", s.URL+"/elsewhere")
		w.WriteHeader(answer)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyMost+1))
	push := Push{Size: len(body), Header: r.Header}
	if err == nil {
		push.Claims, err = verify(r.Header.Get("Authorization"))
	}
	if err == nil {
		push.Payload, err = browser.decrypt(body)
	}
	encoding, ttl := r.Header.Get("Content-Encoding"), r.Header.Get("TTL")
	if err != nil || len(body) > bodyMost || encoding != "aes128gcm" || ttl == "" || !strings.HasPrefix(s.URL, push.Claims.Audience) {
		s.t.Errorf("a push of %d bytes, as %q, TTL %q, for %q: %v", len(body), encoding, ttl, push.Claims.Audience, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	select {
	case browser.pushes <- push:
		w.WriteHeader(http.StatusCreated)
	default:
		w.WriteHeader(http.StatusTooManyRequests)
	}
}
