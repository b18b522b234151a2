package sshui

import (
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"talktalktalk/sshui/client"
)

// nothingElse is what they are told who look for something else than a room
// to talk in. A channel can be refused with words, a request cannot.
const nothingElse = `There is a chat room here and nothing else; "ssh HOST help" tells more.`

// refuseChannel refuses what is no session, as forwarding asks for (B47). A
// client may have only so many of these under way that it does not listen to.
func refuseChannel(_ *ssh.Server, _ *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	p := peerOf(ctx)
	n := p.beginRefusal()
	if n == 0 {
		return
	}
	defer p.endRefusal()
	if n > refusalsMost {
		p.cut()
		return
	}
	_ = asked.Reject(gossh.Prohibited, nothingElse)
}

// An opening is a session channel that a client asks for. What the client
// then asks of it is sorted out before the library hears of it.
type opening struct {
	gossh.NewChannel
	peer *peer
}

// Accept opens the channel: writes to it do not wait for ever, and its requests
// are those that mean something here.
func (o opening) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, asked, err := o.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	o.peer.stdout.out, o.peer.stderr.out = ch, ch.Stderr()
	granted := make(chan *gossh.Request)
	o.peer.work.Go(func() {
		defer close(granted)
		defer o.peer.endSession()
		for req := range asked {
			if o.peer.grants(req) {
				granted <- req // the library takes them until granted is closed
			}
		}
	})
	return guarded{ch, o.peer}, granted, nil
}

// grants tells whether the library is to hear of a request. The others are
// answered here.
func (p *peer) grants(req *gossh.Request) bool {
	switch req.Type {
	case "shell", "exec":
		return true
	case "pty-req":
		return p.grantsTerminal(req)
	case "env":
		var v struct{ Name, Value string }
		ok := gossh.Unmarshal(req.Payload, &v) == nil && p.terminal.Set(v.Name, v.Value)
		_ = req.Reply(ok, nil)
	case "window-change":
		var size windowSize
		ok := gossh.Unmarshal(req.Payload, &size) == nil
		if ok {
			p.terminal.Resize(size.Columns, size.Rows)
		}
		_ = req.Reply(ok, nil)
	case "eow@openssh.com": // nobody reads the client's standard output any more
		p.endSession()
	default: // subsystems (sftp), agent and X11 forwarding, signals, breaks
		_ = req.Reply(false, nil)
	}
	return false
}

type windowSize struct{ Columns, Rows, Width, Height uint32 }

// grantsTerminal notes the terminal, and tells the library of no size that is
// only the client's word.
func (p *peer) grantsTerminal(req *gossh.Request) bool {
	var pty struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        []byte `ssh:"rest"`
	}
	if gossh.Unmarshal(req.Payload, &pty) != nil || len(pty.Term) > client.MaxTerm {
		_ = req.Reply(false, nil)
		return false
	}
	p.terminal.Open(pty.Term)
	p.terminal.Resize(pty.Columns, pty.Rows)
	width, height := p.terminal.Size()
	pty.Columns, pty.Rows = uint32(width), uint32(height)
	req.Payload = gossh.Marshal(&pty)
	return true
}
