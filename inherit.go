package main

import (
	"fmt"
	"net"
	"sync"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// inherited are the sockets that systemd has opened for us, by the names that
// its unit gives them: "web", "ssh", "metrics". They stay open while the program
// is started anew, so that nobody is turned away meanwhile. Any other supervisor
// gives none.
var inherited = sync.OnceValues(activation.ListenersWithNames)

// listenAt opens an address, or takes the socket that is there for it already.
func listenAt(name string, a address) (*net.TCPListener, error) {
	given, err := inherited()
	if err != nil {
		return nil, fmt.Errorf("sockets of systemd: %w", err)
	}
	if len(given[name]) == 0 {
		l, err := net.Listen("tcp", string(a))
		if err != nil {
			return nil, err
		}
		return l.(*net.TCPListener), nil
	}
	l, ok := given[name][0].(*net.TCPListener)
	if !ok {
		return nil, fmt.Errorf("the socket %q of systemd is not one of TCP", name)
	}
	return another(l)
}

// another is l once more, to be closed by itself: l is needed again when the
// server has stepped aside.
func another(l *net.TCPListener) (*net.TCPListener, error) {
	f, err := l.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	same, err := net.FileListener(f)
	if err != nil {
		return nil, err
	}
	return same.(*net.TCPListener), nil
}

// tell tells systemd how far the program is, if it asked for that.
func (s *server) tell(state string) {
	_, err := daemon.SdNotify(false, state)
	s.note("tell systemd", err)
}
