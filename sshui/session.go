package sshui

import (
	"runtime/debug"
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/room"
	"talktalktalk/sshui/client"
	"talktalktalk/sshui/script"
)

// session carries the one session of a connection; when it is over, so is the
// connection. Further ones are refused, and the peer is cut when it asks too often.
func (s *Server) session(srv *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	p := peerOf(ctx)
	nth := p.begin()
	if nth == 0 {
		return
	}
	defer p.work.Done()
	switch {
	case nth > sessionsMost:
		p.cut()
	case nth > 1:
		_ = asked.Reject(gossh.ResourceShortage, "one session per connection")
	default:
		defer p.cut()
		p.work.Go(func() { p.keepalive(conn) })
		ssh.DefaultSessionHandler(srv, conn, opening{asked, p}, ctx)
	}
}

// start is asked before a program runs, by the goroutine that session holds.
func start(sess ssh.Session, _ string) bool {
	p := peerOf(sess.Context())
	p.patience.Stop()
	p.work.Add(1) // run is done with it
	return true
}

// run is the program of a session, whatever it is. Then the client has some
// time to read what is left and to close.
func (s *Server) run(sess ssh.Session) {
	p := peerOf(sess.Context())
	defer p.work.Done()
	code := s.program(sess, p)
	p.patience.Reset(p.timing.stall)
	_ = sess.Exit(code)
}

// program runs what the client asked for and returns the exit code. A panic
// ends this session only.
func (s *Server) program(sess ssh.Session, p *peer) (code int) {
	defer func() {
		if broken := recover(); broken != nil {
			s.Log.Error("an ssh session panicked", "panic", broken, "stack", string(debug.Stack()))
			code = client.ExitInternal
		}
	}()
	c := client.New(p.session, s.Host, sess, &p.terminal, &p.stdout, &p.work, s.visitor(sess))
	switch line := sess.RawCommand(); {
	case line == "" && c.Terminal.IsReal():
		return talk(c, false)
	case strings.TrimSpace(line) == client.CommandPlain:
		return talk(c, true)
	default:
		return script.Run(c, line)
	}
}

// labelFingerprint is how much of a fingerprint tells a person's keys apart.
const labelFingerprint = len("SHA256:") + 8

// label is what a person knows a key by: "ed25519 SHA256:kX3vPq0a".
func label(key gossh.PublicKey) string {
	kind := strings.TrimPrefix(strings.TrimPrefix(key.Type(), "ssh-"), "ecdsa-sha2-")
	return kind + " " + fingerprint(key)[:labelFingerprint]
}

// visitor is who is at the door. The key is the one that the finished login
// has proven.
func (s *Server) visitor(sess ssh.Session) room.Visitor {
	v := room.Visitor{Via: room.SSH, Addr: room.AddrOf(sess.RemoteAddr()), Name: sess.User(), Pulse: peerOf(sess.Context()).pulse}
	key := sess.PublicKey()
	if cert, ok := key.(*gossh.Certificate); ok {
		key = cert.Key // it names the person; who signed the certificate means nothing here
	}
	if key != nil {
		v.Key = fingerprint(key)
		v.Device = label(key)
	}
	return v
}
