package encrypted

import (
	"crypto/tls"
	"net/http"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// An Authority gets certificates for one host by ACME, and new ones in time.
type Authority struct{ manager autocert.Manager }

// NewAuthority asks the ACME server with the given directory URL, "" for Let's
// Encrypt's, for certificates for host, and keeps them in folder. To ask is to
// agree to the server's terms.
func NewAuthority(host, directory, folder string) *Authority {
	a := &Authority{autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(folder),
		HostPolicy: autocert.HostWhitelist(host),
	}}
	if directory != "" {
		a.manager.Client = &acme.Client{DirectoryURL: directory}
	}
	return a
}

// Certificate is what a client is shown, for tls.Config.GetCertificate: to the
// authority itself, the proof that it asks for.
func (a *Authority) Certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	return a.manager.GetCertificate(hello)
}

// Prove answers the authority, which may also ask at port 80, and gives other
// requests to next.
func (a *Authority) Prove(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }
