package encrypted

import (
	"crypto/tls"
	"net"

	"golang.org/x/crypto/acme"
)

// Config is how the door speaks TLS: HTTP/2 or 1.1, and nothing older than TLS
// 1.2 (which is Go's own rule, too; here it is ours).
func Config(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1", acme.ALPNProto},
		GetCertificate: certificate,
	}
}

// Listen makes of the connections of l such that speak TLS.
func Listen(l net.Listener, config *tls.Config) net.Listener { return &listener{l, config} }

type listener struct {
	net.Listener
	config *tls.Config
}

// Accept returns a *tls.Conn, which the HTTP server looks for.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return tls.Server(&firstLook{Conn: c}, l.config), nil
}

// handshake is the first byte of every TLS connection.
const handshake = 0x16

// A firstLook is a connection that has not said yet what it speaks. It is for
// one goroutine, until the first Read has returned.
type firstLook struct {
	net.Conn
	taken bool
}

// Read reads from the connection; if that turns out to speak plain HTTP, it is
// answered, and this is its end.
func (c *firstLook) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.taken || n == 0 {
		return n, err
	}
	if b[0] != handshake {
		return 0, redirect(c.Conn, b[:n])
	}
	c.taken = true
	return n, err
}
