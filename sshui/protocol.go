package sshui

import (
	"net"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// version is what the server calls itself on the wire. OpenSSH's client tells
// a server that its standard output was closed (eow@openssh.com) only if the
// server's version begins with "OpenSSH"; without that, "tail | head -1" stays
// until the client is killed. No number follows, so that nothing is taken for
// granted that belongs to one release of OpenSSH.
const version = "OpenSSH_compatible_TalkTalkTalk"

// loginTries is how many keys and other ways to log in a client may fail with.
const loginTries = 6

func (s *Server) configure() (*ssh.Server, error) {
	return wish.NewServer(
		wish.WithVersion(version),
		wish.WithPublicKeyAuth(func(ssh.Context, ssh.PublicKey) bool { return true }),
		wish.WithKeyboardInteractiveAuth(func(ssh.Context, gossh.KeyboardInteractiveChallenge) bool { return true }),
		func(srv *ssh.Server) error {
			srv.HostSigners = []ssh.Signer{s.key}
			srv.ConnCallback = attach
			srv.ServerConfigCallback = protocol
			srv.SessionRequestCallback = start
			srv.Handler = s.run
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.session, "default": refuseChannel}
			return nil
		},
	)
}

// attach puts the peer where everything that belongs to its connection finds it.
func attach(ctx ssh.Context, c net.Conn) net.Conn {
	ctx.SetValue(peerKey{}, c)
	return c
}

type peerKey struct{}

func peerOf(ctx ssh.Context) *peer { return ctx.Value(peerKey{}).(*peer) }

// protocol leaves only algorithms without known weakness: no NIST curves, no
// SHA-1, no group of 2048 bits, no MAC over plain text. Each connection gets a
// config of its own, since the host key is added to it.
func protocol(ctx ssh.Context) *gossh.ServerConfig {
	p := peerOf(ctx)
	c := &gossh.ServerConfig{
		MaxAuthTries: loginTries,
		AuthLogCallback: func(_ gossh.ConnMetadata, _ string, err error) {
			if err == nil {
				p.leaveLobby()
			}
		},
	}
	c.PublicKeyAuthAlgorithms = gossh.SupportedAlgorithms().PublicKeyAuths // not the insecure ones
	c.KeyExchanges = []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519}
	c.Ciphers = []string{
		gossh.CipherChaCha20Poly1305,
		gossh.CipherAES256GCM, gossh.CipherAES128GCM,
		gossh.CipherAES256CTR, gossh.CipherAES192CTR, gossh.CipherAES128CTR,
	}
	c.MACs = []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM}
	return c
}
