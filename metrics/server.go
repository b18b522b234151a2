package metrics

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Limits of one request. A profile takes the time that is asked for.
const (
	headerTime = 10 * time.Second
	answerTime = 5 * time.Minute
)

// A Server shows what a meter has, at /metrics, and profiles of the process
// below /debug/pprof/.
type Server struct{ http http.Server }

// NewServer returns the server of m. Its Shutdown must be called.
func NewServer(m *Meter) *Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return &Server{http.Server{Handler: mux, ReadHeaderTimeout: headerTime, WriteTimeout: answerTime}}
}

// Serve serves l until the caller closes it, or until Shutdown.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(l)
	if errors.Is(err, net.ErrClosed) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown ends the server, and with it whatever is still asked of it.
func (s *Server) Shutdown(context.Context) error { return s.http.Close() }
