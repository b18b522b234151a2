package sshui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
)

// A Page is where browsers find the room.
type Page = client.Page

// Options are the settings of the door.
type Options struct {
	HostKey    string // path of the host key; if there is no file, one is made
	Title      string // the room's, in the greeting
	Version    string // the program's, for the command "version"
	PerAddress int    // connections of one address that the limiter lets in
	// Proxies are believed what they say, by the PROXY protocol, of whom they come for.
	Proxies    []netip.Prefix
	Public     string       // host that good-byes name; "" for the one that the client reached
	PublicPort int          // likewise; 0 for the one that the client reached
	Page       Page         // the other door
	Logger     *slog.Logger // nil for silence
}

// acceptPause is the rest after an error of Accept that may pass, such as too
// many open files.
const acceptPause = 100 * time.Millisecond

// A Server is the SSH door. Its methods are safe for concurrent use.
type Server struct {
	*client.Host
	opts   Options
	ssh    *ssh.Server
	key    gossh.Signer
	lobby  *lobby
	behind *room.ConnLimiter // counts who comes by proxies
	warned sync.Once         // of a PROXY header that is ignored
	timing timing

	serving  sync.WaitGroup // the peers
	closing  sync.WaitGroup // what sees people out
	dropped  atomic.Int64
	finished chan struct{} // closed when the last peer has ended
	finish   func()

	mu    sync.Mutex
	peers map[*peer]struct{}
	shut  bool // no peer may be added any more
}

// New returns the SSH door of r. Its Shutdown must be called. If there is no
// host key yet it makes one; nobody else may do so at the same time.
func New(r *room.Room, opts Options) (*Server, error) {
	key, err := hostKey(opts.HostKey)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	s := &Server{
		Host: &client.Host{
			Room: r, Title: opts.Title, Version: opts.Version, Public: opts.Public, PublicPort: opts.PublicPort, WebPage: opts.Page,
			ServerZone: time.Local, Now: time.Now, Log: opts.Logger,
		},
		opts:   opts,
		key:    key,
		lobby:  newLobby(opts.PerAddress),
		behind: room.NewConnLimiter(opts.PerAddress, room.PerDoor),
		timing: usual,
		peers:  make(map[*peer]struct{}),

		finished: make(chan struct{}),
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.ssh, err = s.configure(); err != nil {
		return nil, err
	}
	s.finish = sync.OnceFunc(func() { close(s.finished) })
	s.closing.Go(s.seeOut)
	return s, nil
}

// Fingerprint is that of the host key, "SHA256:…", as clients show it.
func (s *Server) Fingerprint() string { return fingerprint(s.key.PublicKey()) }

// Dropped is how many connections were cut because they did not read.
func (s *Server) Dropped() int64 { return s.dropped.Load() }

// Serve lets in the connections of l until the caller closes l, and then
// returns nil; connections go on until Shutdown. l is already behind the room's
// limiter.
func (s *Server) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		switch {
		case err == nil:
			s.admit(c)
		case errors.Is(err, net.ErrClosed):
			return nil
		case passes(err):
			s.Log.Warn("ssh accept", "err", err)
			time.Sleep(acceptPause)
		default:
			return err
		}
	}
}

// passes tells whether Accept may work again after err.
func passes(err error) bool {
	var timeout interface{ Temporary() bool }
	return errors.As(err, &timeout) && timeout.Temporary()
}

// admit starts a peer, unless the door is shut or there are too many
// unfinished handshakes of its address; then c is closed without a word.
func (s *Server) admit(c net.Conn) {
	if room.Among(room.AddrOf(c.RemoteAddr()), s.opts.Proxies) {
		s.admitBehind(c)
		return
	}
	leave := s.lobby.enter(c)
	if leave == nil {
		c.Close()
		return
	}
	p := newPeer(&stranger{Conn: c, warn: func() { s.warnOf(c) }}, s.timing, leave)
	s.start(p, func() { s.ssh.HandleConn(p) })
}

// start lists p and lets it live, unless the door is shut.
func (s *Server) start(p *peer, live func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		p.cut()
		return
	}
	s.peers[p] = struct{}{}
	s.serving.Go(func() { s.serve(p, live) })
}

// serve carries a peer from its first byte to its last goroutine.
func (s *Server) serve(p *peer, live func()) {
	live()
	p.end()
	stalled := p.stalled.Load()
	if stalled {
		s.dropped.Add(1)
	}
	s.Log.Info("ssh connection ended", "addr", room.AddrOf(p.RemoteAddr()), "after", p.pulse.Age().Round(time.Millisecond), "stalled", stalled)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.peers, p)
}

// seeOut cuts those who have not taken their leave some time after the room
// has closed: whoever reads nothing must not hold up the others.
func (s *Server) seeOut() {
	select {
	case <-s.Room.Closing():
	case <-s.finished:
		return
	}
	select {
	case <-time.After(s.timing.goodbye):
		s.cutAll()
	case <-s.finished:
	}
}

// Shutdown returns when all connections and all goroutines of the door have
// ended. When ctx ends first, it cuts them and returns ctx's error. The room
// must be closing: that is what sends people home. Calls after the first do the
// same again.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.shut = true
	s.mu.Unlock()

	release := context.AfterFunc(ctx, s.cutAll)
	defer release()
	s.serving.Wait()
	s.finish()
	s.closing.Wait()
	return ctx.Err()
}

func (s *Server) cutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.peers {
		p.cut()
	}
}
