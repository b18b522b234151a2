package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"talktalktalk/webui/encrypted"
)

const (
	httpsPort = "443" // at which browsers look by themselves, and then
	httpPort  = "80"  // at this one first

	redirectTime = 10 * time.Second // for a request at httpPort, and its answer
)

// An https is how the page is served by HTTPS.
type https struct {
	config *tls.Config
	plain  http.Handler // for httpPort
}

// encryption reads the flags that have to do with HTTPS; nil if there are none.
func (s *settings) encryption(logger *slog.Logger) (*https, error) {
	files := s.TLSCert != "" || s.TLSKey != ""
	switch {
	case files && s.TLSDomain != "":
		return nil, usageError{fmt.Errorf("--tls-domain: %q beside --tls-cert and --tls-key; accepted: files, or a domain", s.TLSDomain)}
	case files && (s.TLSCert == "" || s.TLSKey == ""):
		return nil, usageError{fmt.Errorf("--tls-cert: %q with --tls-key %q; accepted: both of them", s.TLSCert, s.TLSKey)}
	case files:
		pair, err := encrypted.OpenFiles(s.TLSCert, s.TLSKey, logger)
		if err != nil {
			return nil, usageError{fmt.Errorf("--tls-cert: %q cannot be used (%w); accepted: a certificate and its key, in PEM", s.TLSCert, err)}
		}
		return &https{encrypted.Config(pair.Certificate), http.HandlerFunc(encrypted.Redirect)}, nil
	case s.TLSDomain != "":
		authority := encrypted.NewAuthority(string(s.TLSDomain), string(s.TLSAuthority), certificateFolder)
		return &https{encrypted.Config(authority.Certificate), authority.Prove(http.HandlerFunc(encrypted.Redirect))}, nil
	}
	return nil, nil
}

// listen makes of the connections of l such that speak TLS.
func (h *https) listen(l net.Listener) net.Listener { return encrypted.Listen(l, h.config) }

// openRedirect opens the port where browsers look first, too, if the page is at
// the usual one. It is no loss if it cannot be had.
func (s *server) openRedirect(port string) {
	if s.https == nil || port != httpsPort {
		return
	}
	host, _, _ := net.SplitHostPort(string(s.Web)) // which is an address
	l, err := s.listen("redirect", address(net.JoinHostPort(host, httpPort)))
	if err != nil {
		s.logger.Warn("nobody is sent on from http", "err", err)
		return
	}
	seen, _ := visible(l)
	s.entrances = append(s.entrances, entrance{&redirector{http.Server{
		Handler:      s.https.plain,
		ReadTimeout:  redirectTime,
		WriteTimeout: redirectTime,
		ErrorLog:     log.New(io.Discard, "", 0), // what goes wrong here is the strangers' business
	}}, l, "web  http://" + s.named(seen, httpPort) + " leads to https"})
}

// A redirector is a door that leads to another.
type redirector struct{ http.Server }

// Serve serves l until the caller closes it, or until Shutdown.
func (r *redirector) Serve(l net.Listener) error {
	err := r.Server.Serve(l)
	if errors.Is(err, net.ErrClosed) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown waits for the requests that are being served; when ctx ends it cuts them.
func (r *redirector) Shutdown(ctx context.Context) error {
	return errors.Join(r.Server.Shutdown(ctx), r.Close())
}
