package webui

import (
	"cmp"
	"io"
	"net/http"
	"strconv"

	"talktalktalk/room"
)

// policy lets the page load what lies beside it, and nothing else (B43).
// 'self' covers the WebSocket of the same host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// routes is the address space of the door (INTERFACE). All of it works below
// a prefix that a proxy strips, since the page names nothing but relative URLs.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.serveRoom)
	mux.HandleFunc("GET /assets/", serveAsset)
	mux.HandleFunc("GET /manifest.webmanifest", s.serveManifest)
	mux.HandleFunc("GET /sw.js", s.serveWorker)
	mux.HandleFunc("GET /m/{message}", s.serveMessage)
	mux.HandleFunc("GET /ws", s.serveSocket)
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.Handle("/api/", s.api())
	mux.HandleFunc("POST /hooks/{secret}", s.serveHook)
	proxies := &forwarding{trusted: s.opts.Proxies, log: s.log}
	return proxies.behind(s.strict(mux))
}

// secureFor is for how long browsers are to come by HTTPS only, if asked to: a year.
const secureFor = "max-age=31536000"

// strict sets the headers that every answer has.
func (s *Server) strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-cache")
		if s.opts.HSTS && r.TLS != nil {
			h.Set("Strict-Transport-Security", secureFor)
		}
		next.ServeHTTP(w, r)
	})
}

// serveHealth tells a supervisor whether the room serves: ok, read-only while
// nothing can be stored, or 503 when it closes.
func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Connection-Limit", strconv.Itoa(cmp.Or(s.opts.PerDoor, room.PerDoor)))
	switch {
	case s.stopping.Err() != nil:
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "closing\n")
	case s.room.Writable() != nil:
		io.WriteString(w, "read-only\n")
	default:
		io.WriteString(w, "ok\n")
	}
}

// serveSocket turns the request into a socket and returns, so that what the
// HTTP server keeps for a request is free again.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Err() != nil {
		http.Error(w, "restarting", http.StatusServiceUnavailable)
		return
	}
	addr := addressOf(r)
	leave := s.limiter.Enter(addr)
	if leave == nil {
		http.Error(w, "too many connections", http.StatusTooManyRequests)
		return
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		leave()
		return // and answered
	}
	if !s.admit(&socket{door: s, ws: ws, addr: addr, leave: leave, device: deviceOf(r.UserAgent()), page: s.pageOf(r), pulse: room.NewPulse()}) {
		leave()
		ws.Close()
	}
}
