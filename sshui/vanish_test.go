package sshui

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

var visits = flag.Int("visits", 300, "how many sessions come and vanish in TestVanishing")

// What a visit may leave behind, for good: who wrote, and what, is in the ring of
// the newest events.
const leftBehind = 1 << 10 // bytes

// A visit is one session at a terminal, that may vanish at any time.
type visit struct {
	tcp    *net.TCPConn
	client *gossh.Client
	sess   *gossh.Session
	in     io.WriteCloser
	drawn  <-chan struct{} // closed when the terminal shows something
}

// A first closes drawn when something is written.
type first struct {
	once  sync.Once
	drawn chan struct{}
}

func (f *first) Write(b []byte) (int, error) {
	f.once.Do(func() { close(f.drawn) })
	return len(b), nil
}

// connect connects, and says nothing.
func (h *testServer) connect() (*net.TCPConn, error) {
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		return nil, err
	}
	return c.(*net.TCPConn), nil
}

// visit enters the room at a terminal.
func (h *testServer) visit(key gossh.Signer) (v *visit, err error) {
	v = &visit{}
	if v.tcp, err = h.connect(); err != nil {
		return nil, err
	}
	conn, channels, requests, err := gossh.NewClientConn(v.tcp, h.addr, &gossh.ClientConfig{
		User: "visitor", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)},
		HostKeyCallback: gossh.FixedHostKey(h.door.key.PublicKey()),
	})
	if err != nil {
		return nil, errors.Join(err, v.tcp.Close())
	}
	v.client = gossh.NewClient(conn, channels, requests)
	if err := v.enter(); err != nil {
		return nil, errors.Join(err, v.client.Close())
	}
	return v, nil
}

func (v *visit) enter() (err error) {
	if v.sess, err = v.client.NewSession(); err != nil {
		return err
	}
	if v.in, err = v.sess.StdinPipe(); err != nil {
		return err
	}
	out := &first{drawn: make(chan struct{})}
	v.drawn, v.sess.Stdout = out.drawn, out
	if err := v.sess.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		return err
	}
	if err := v.sess.Shell(); err != nil {
		return err
	}
	<-v.drawn
	return nil
}

func (v *visit) types(keys string) error {
	_, err := io.WriteString(v.in, keys)
	return err
}

// reset ends the connection as a cable does that is pulled out and put in again.
func (v *visit) reset() error {
	return errors.Join(v.tcp.SetLinger(0), v.tcp.Close())
}

// ways are those in which a visit ends. Afterwards the server has to end the
// connection by itself, if it is not ended.
var ways = map[string]func(v *visit) error{
	"quits":                 func(v *visit) error { return v.types("hello\r/quit\r") },
	"Ctrl-D":                func(v *visit) error { return v.types("\x04") },
	"ends its input":        func(v *visit) error { return errors.Join(v.types("half a line"), v.in.Close()) },
	"closes the connection": func(v *visit) error { return v.client.Close() },
	"closes the channel":    func(v *visit) error { return v.sess.Close() },
	"half closes":           func(v *visit) error { return v.tcp.CloseWrite() },
	"resets":                func(v *visit) error { return errors.Join(v.types("said\rhalf"), v.reset()) },
	"resets in a paste":     func(v *visit) error { return errors.Join(v.types("\x1b[200~one\ntwo"), v.reset()) },
	"resets in an escape":   func(v *visit) error { return errors.Join(v.types("\x1b[1;"), v.reset()) },
	"resets in a character": func(v *visit) error { return errors.Join(v.types("\xf0\x9f"), v.reset()) },
	"resets while resizing": func(v *visit) error {
		return errors.Join(v.resize(0, 0), v.resize(1, 1), v.types("x\x0c"), v.resize(65535, 65535), v.resize(1<<31, 3), v.resize(19, 4), v.reset())
	},
	"quits resized": func(v *visit) error {
		return errors.Join(v.resize(65535, 65535), v.resize(1, 1), v.resize(0, 0), v.types("/quit\r"))
	},
	"types a line without end": func(v *visit) error {
		return errors.Join(v.types(strings.Repeat("word ", 2000)), v.sess.Close())
	},
	"pages and completes": func(v *visit) error {
		return errors.Join(v.types("\x1b[5~\x1b[5~vis\t\t\x1b[Z\x1b\x0f\x1b[6~"), v.client.Close())
	},
}

func (v *visit) resize(columns, rows uint32) error {
	_, err := v.sess.SendRequest("window-change", false, gossh.Marshal(&windowSize{Columns: columns, Rows: rows}))
	return err
}

// vanish comes and ends in the way of that name.
func (h *testServer) vanish(way string, key gossh.Signer) error {
	v, err := h.visit(key)
	if err != nil {
		return fmt.Errorf("%s: %w", way, err)
	}
	if err := ways[way](v); err != nil {
		return fmt.Errorf("%s: %w", way, err)
	}
	_ = v.client.Wait() // an error in most ways
	v.tcp.Close()
	return nil
}

// vanishEarly connects and is gone before it has entered the room.
func (h *testServer) vanishEarly(said string) error {
	c, err := h.connect()
	if err != nil {
		return err
	}
	_, err = io.WriteString(c, said)
	return errors.Join(err, c.SetLinger(0), c.Close())
}

// storm has people come and vanish, in every way, some at a time.
func (h *testServer) storm(keys []gossh.Signer, visits int) {
	h.t.Helper()
	names := []string{""}
	for way := range ways {
		names = append(names, way)
	}
	slices.Sort(names)
	turn := make(chan int)
	var people sync.WaitGroup
	for _, key := range keys {
		people.Go(func() {
			for i := range turn {
				var err error
				if way := names[i%len(names)]; way != "" {
					err = h.vanish(way, key)
				} else {
					err = errors.Join(h.vanishEarly(""), h.vanishEarly("SSH-2.0-gone\r\n"), h.vanishEarly("SSH-2.0-gone\r\n\x00\x00\x04"))
				}
				if err != nil {
					h.t.Error(err)
				}
			}
		})
	}
	for i := range visits {
		turn <- i
	}
	close(turn)
	people.Wait()
}

// TestVanishing: those who come, type, resize and vanish, in whatever way, leave
// nothing behind and disturb nobody.
func TestVanishing(t *testing.T) {
	h := build(t, testConfig{})
	log := &lines{}
	h.door.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})) // each end is told of
	var keys []gossh.Signer
	for range 12 {
		keys = append(keys, newSigner(t))
	}
	witness := h.open(h.dial("witness"), looks{command: "tail -n 1"}) // whether it comes before that is said or after
	h.say("ann", "before")
	witness.sees("before\n")

	alone := func() bool { return h.peers() == 1 }
	h.storm(keys, len(ways)*len(keys)) // what is made once is made
	eventually(t, "only the witness is left", alone)
	goroutines, memory := runtime.NumGoroutine(), heap()

	h.storm(keys, *visits)
	eventually(t, "only the witness is left", alone)
	eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= goroutines })
	left := heap() - memory
	t.Logf("%d visits left %d bytes each", *visits, left / *visits)
	if left > *visits*leftBehind {
		t.Errorf("%d visits left %d bytes, want at most %d each", *visits, left, leftBehind)
	}
	h.say("ann", "after")
	witness.sees("ann: after\n")
	if got := log.String(); got != "" {
		t.Errorf("the log says %q", got)
	}
}

// peers is how many connections the door has.
func (h *testServer) peers() int {
	h.door.mu.Lock()
	defer h.door.mu.Unlock()
	return len(h.door.peers)
}

// heap is how much memory is in use.
func heap() int {
	runtime.GC()
	runtime.GC() // what the first one's finalizers held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
