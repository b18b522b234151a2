package webui

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
)

// An OtherDoor is what the page tells of the ssh door (B46). The zero value
// says that it is closed.
type OtherDoor struct {
	Port        int
	Fingerprint string // of the host key, "SHA256:…"
}

const usualPort = 22 // which ssh takes by itself

// A pageData is what the page's template is given.
type pageData struct {
	Title       string
	SSH         string // the exact command, "" if the ssh door is closed
	Fingerprint string // of its host key, "" likewise
}

func (s *Server) pageData(r *http.Request) pageData {
	i := pageData{Title: s.opts.Title}
	host := cmp.Or(s.opts.Host, hostAsked(r))
	if s.opts.SSH.Port == 0 || host == "" {
		return i
	}
	i.SSH = "ssh " + host
	if s.opts.SSH.Port != usualPort {
		i.SSH += fmt.Sprint(" -p ", s.opts.SSH.Port)
	}
	i.Fingerprint = s.opts.SSH.Fingerprint
	return i
}

// plainHost is a host that can stand in a command line as it is: no option, and
// nothing that means something to a shell.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9:][A-Za-z0-9._:-]*$`)

// hostAsked is the host that the request was sent to, "" if it cannot stand in
// a command.
func hostAsked(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(r.Host, "["), "]")
	}
	if !plainHost.MatchString(host) {
		return ""
	}
	return host
}
