package metrics

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/common/expfmt"
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
	mux.HandleFunc("GET /metrics", m.serve)
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

// serve answers in Prometheus' text format. Its own handler knows others, too, and
// to compress: 370 KB of program.
func (m *Meter) serve(w http.ResponseWriter, _ *http.Request) {
	families, err := m.registry.Gather()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var b bytes.Buffer
	for _, f := range families {
		_, _ = expfmt.MetricFamilyToText(&b, f) // to memory
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = b.WriteTo(w) // the client's loss
}
