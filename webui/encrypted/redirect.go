package encrypted

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// headerBytes is how much of a plain request is read at most.
const headerBytes = 16 << 10

// errPlain is how the TLS of a connection fails that speaks plain HTTP.
var errPlain = errors.New("plain HTTP: the client was sent to https")

// redirect answers the plain request that begins with what was read already. It
// returns why there is nothing more to read.
func redirect(c net.Conn, begun []byte) error {
	asked := io.LimitReader(io.MultiReader(bytes.NewReader(begun), c), headerBytes)
	r, err := http.ReadRequest(bufio.NewReader(asked))
	if err != nil {
		return errPlain // and no HTTP either
	}
	answer := "HTTP/1.1 400 Bad Request\r\n"
	if r.Host != "" {
		answer = fmt.Sprintf("HTTP/1.1 %d Permanent Redirect\r\nLocation: %s\r\n", http.StatusPermanentRedirect, secure(r, r.Host))
	}
	if _, err := io.WriteString(c, answer+"Content-Length: 0\r\nConnection: close\r\n\r\n"); err != nil {
		return err
	}
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite() // what else the client says must not reset the answer
	}
	return errPlain
}

// secure is what r asked for, at host and by https.
func secure(r *http.Request, host string) string {
	path := r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return "https://" + host + "/" + strings.TrimLeft(path, "/")
}

// Redirect sends every request to the same address by https, at its usual port.
// The status keeps the method, for scripts.
func Redirect(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
		if strings.Contains(name, ":") {
			host = "[" + name + "]"
		}
	}
	if host == "" {
		http.Error(w, "no host", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, secure(r, host), http.StatusPermanentRedirect)
}
