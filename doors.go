package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"talktalktalk/room"
	"talktalktalk/sshui"
	"talktalktalk/webui"
)

// A door lets people into the room.
type door interface {
	Serve(l net.Listener) error // until l is closed
	Shutdown(ctx context.Context) error
}

// An entrance is a door and where it stands open.
type entrance struct {
	door
	listener net.Listener
	line     string // of the log, says where to knock
}

// listenWeb opens the address of the page, which the ssh door tells of.
func (s *server) listenWeb() (err error) {
	if s.Web == off {
		return nil
	}
	if s.web, err = s.listen("web", s.Web, s.TrustedProxies...); err != nil {
		return fmt.Errorf("web door: %w", err)
	}
	return nil
}

// page is where people find the page.
func (s *server) page() sshui.Page {
	if s.web == nil {
		return sshui.Page{}
	}
	_, port := visible(s.web)
	inside, _ := strconv.Atoi(port) // what a listener says is a number
	scheme, host := s.scheme(), ""
	if strconv.Itoa(s.Public.web) == httpsPort {
		scheme = "https" // by a proxy
	}
	if s.Public.host == "" {
		host = string(s.TLSDomain) // as the certificate says
	}
	return sshui.Page{Scheme: scheme, Host: host, Port: cmp.Or(s.Public.web, inside), Path: s.Public.path}
}

// named is where a person finds the page: at the name that it has a certificate
// for, else at the host and the port given.
func (s *server) named(host, port string) string {
	switch {
	case s.TLSDomain == "":
		return net.JoinHostPort(host, port)
	case port == httpsPort || port == httpPort:
		return string(s.TLSDomain) + "/" // browsers know the port
	}
	return net.JoinHostPort(string(s.TLSDomain), port)
}

func (s *server) scheme() string {
	if s.https != nil {
		return "https"
	}
	return "http"
}

func (s *server) openSSH() error {
	if s.SSH == off {
		return nil
	}
	l, err := s.listen("ssh", s.SSH, s.TrustedProxies...)
	if err != nil {
		return fmt.Errorf("ssh door: %w", err)
	}
	d, err := sshui.New(s.room, sshui.Options{
		HostKey:    hostKeyFile,
		Title:      string(s.Title),
		Version:    thisBuild().version,
		PerAddress: int(s.PerAddress),
		Proxies:    s.TrustedProxies,
		Public:     s.Public.host,
		PublicPort: s.Public.ssh,
		Page:       s.page(),
		Logger:     s.logger,
	})
	if err != nil {
		return errors.Join(fmt.Errorf("ssh door: %w", err), l.Close())
	}
	s.watch("ssh", d)
	s.SSH = address(l.Addr().String()) // the same port again after the server has stepped aside
	host, port := visible(l)
	s.ssh = webui.OtherDoor{Port: s.outside(port), Fingerprint: d.Fingerprint()}
	s.entrances = append(s.entrances, entrance{d, l, fmt.Sprintf("ssh  ssh %s -p %s", host, port)})
	return nil
}

func (s *server) openWeb() error {
	if s.web == nil {
		return nil
	}
	l := s.web
	s.openPush()
	d := webui.New(s.room, webui.Options{
		Title:      string(s.Title),
		Pusher:     s.pusher(),
		Origins:    s.Origins,
		Proxies:    s.TrustedProxies,
		PerAddress: int(s.PerAddress),
		PerDoor:    s.files.perDoor,
		Host:       s.Public.host,
		Path:       s.Public.path,
		SSH:        s.ssh,
		HSTS:       s.HSTS,
		Logger:     s.logger,
	})
	s.watch("web", d)
	s.Web = address(l.Addr().String()) // as above
	host, port := visible(l)
	if s.https != nil {
		l = s.https.listen(l)
	}
	s.entrances = append(s.entrances, entrance{d, l, "web  " + s.scheme() + "://" + s.named(host, port)})
	s.openRedirect(port)
	return nil
}

// outside is the ssh door's port as people see it.
func (s *server) outside(port string) int {
	inside, _ := strconv.Atoi(port) // what a listener says is a number
	return cmp.Or(s.Public.ssh, inside)
}

// listen opens a door's address with a limiter of its own, which lets as many
// connections in as exempt proxies make.
func (s *server) listen(name string, a address, exempt ...netip.Prefix) (net.Listener, error) {
	l, err := listenAt(name, a)
	if err != nil {
		return nil, err
	}
	limiter := room.NewConnLimiter(int(s.PerAddress), s.files.perDoor, exempt...)
	if s.Flood.Messages > 0 {
		limiter.Paced()
	}
	s.limiters = append(s.limiters, limiter)
	s.watchLimiter(name, limiter)
	return limiter.Listen(l), nil
}

// visible is the host and the port at which a person on this machine finds l.
func visible(l net.Listener) (host, port string) {
	host, port, _ = net.SplitHostPort(l.Addr().String()) // what a listener says splits
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return host, port
}
