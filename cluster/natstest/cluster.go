package natstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// nodes is how many servers a cluster has, and readyMost how long they take to be one.
const (
	nodes     = 3
	readyMost = time.Minute

	attemptMost = 3 * time.Second // of what is tried again
	lookAgain   = 50 * time.Millisecond
)

// shortestWindow is the shortest in which NATS knows ids of messages again.
const shortestWindow = 100 * time.Millisecond

// stream is the name of the room's stream.
const stream = "talktalktalk"

// A Cluster is three NATS servers that know each other.
type Cluster struct {
	URLs  string
	Nodes []*Node
}

// A Node is one NATS server.
type Node struct {
	Name string
	URL  string
	dir  string
	cmd  *exec.Cmd
}

// Start starts a cluster, which ends with the test.
func Start(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	var routes, urls []string
	var ports [2 * nodes]int
	for i := range ports {
		ports[i] = FreePort(t)
	}
	for i := range nodes {
		routes = append(routes, fmt.Sprintf("nats-route://127.0.0.1:%d", ports[nodes+i]))
	}
	for i := range nodes {
		n := &Node{Name: fmt.Sprintf("n%d", i+1), URL: fmt.Sprintf("nats://127.0.0.1:%d", ports[i]), dir: t.TempDir()}
		config := fmt.Sprintf(`
			server_name: %s
			listen: "127.0.0.1:%d"
			jetstream { store_dir: "%s", sync_interval: always, max_file_store: 10GB }
			cluster { name: test, listen: "127.0.0.1:%d", routes: [%s], no_advertise: true }
		`, n.Name, ports[i], n.store(), ports[nodes+i], strings.Join(routes, ", "))
		if err := os.WriteFile(n.config(), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		c.Nodes = append(c.Nodes, n)
		urls = append(urls, n.URL)
		n.Run(t)
		t.Cleanup(n.Kill)
	}
	c.URLs = strings.Join(urls, ",")
	c.Await(t)
	return c
}

// Folder has all files of the server.
func (n *Node) Folder() string { return n.dir }

func (n *Node) store() string { return filepath.Join(n.dir, "store") }

func (n *Node) config() string { return filepath.Join(n.dir, "nats.conf") }

// binary is where tools/prepare puts the server, in the folder of the module.
func binary(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd() // which is that of a package
	if err != nil {
		t.Fatal(err)
	}
	isModule := func() bool {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		return err == nil
	}
	for !isModule() && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	return filepath.Join(dir, "bin", "nats-server")
}

// Run starts the server, also after Kill.
func (n *Node) Run(t testing.TB) {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(n.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	n.cmd = exec.Command(binary(t), "-c", n.config())
	if _, test := t.(*testing.T); test { // where a dozen run at a time, and each would look for work on all processors
		n.cmd.Env = append(n.cmd.Environ(), "GOMAXPROCS=1")
	}
	n.cmd.Stdout, n.cmd.Stderr = log, log
	if err := n.cmd.Start(); err != nil {
		t.Fatalf("start NATS: %v; tools/prepare builds it", err)
	}
}

// Kill ends the server at once, as a power cut does but for what the kernel has.
func (n *Node) Kill() {
	if n.cmd != nil {
		_ = n.cmd.Process.Kill() // it may have ended
		_ = n.cmd.Wait()
		n.cmd = nil
	}
}

// Freeze stops the server, and Thaw lets it go on.
func (n *Node) Freeze(t testing.TB) { n.signal(t, syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (n *Node) Thaw(t testing.TB) { n.signal(t, syscall.SIGCONT) }

func (n *Node) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	if err := n.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Await waits until the cluster has a leader and all of it follow.
func (c *Cluster) Await(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), readyMost)
	defer cancel()
	for {
		err := c.ready(ctx)
		if err == nil {
			return
		}
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
			t.Fatalf("the NATS servers are no cluster: %v", err)
		}
	}
}

// ready makes a stream on all, which only a whole cluster does.
func (c *Cluster) ready(ctx context.Context) error {
	return c.with(ctx, attemptMost, func(ctx context.Context, js jetstream.JetStream) error {
		const probe = "probe"
		if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: probe, Subjects: []string{probe}, Replicas: nodes}); err != nil {
			return err
		}
		return js.DeleteStream(ctx, probe)
	})
}

func (c *Cluster) with(ctx context.Context, most time.Duration, work func(ctx context.Context, js jetstream.JetStream) error) error {
	conn, err := nats.Connect(c.URLs)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return work(ctx, js)
}

// Keep has all servers end and start, and returns what puts them back to what they had
// meanwhile, as a backup of their disks does.
func (c *Cluster) Keep(t testing.TB) (putBack func()) {
	t.Helper()
	restarted := func(meanwhile func(n *Node, kept string) error) {
		t.Helper()
		for _, n := range c.Nodes {
			n.Kill()
		}
		for _, n := range c.Nodes {
			if err := meanwhile(n, filepath.Join(n.dir, "kept")); err != nil {
				t.Fatal(err)
			}
			n.Run(t)
		}
		c.Await(t)
	}
	restarted(func(n *Node, kept string) error { return os.CopyFS(kept, os.DirFS(n.store())) })
	return func() {
		t.Helper()
		restarted(func(n *Node, kept string) error {
			return errors.Join(os.RemoveAll(n.store()), os.Rename(kept, n.store()))
		})
	}
}

// Forget removes the room's stream and all that is beside it.
func (c *Cluster) Forget(t testing.TB) {
	t.Helper()
	err := c.with(context.Background(), readyMost, func(ctx context.Context, js jetstream.JetStream) error {
		names := js.StreamNames(ctx)
		for name := range names.Name() {
			if err := js.DeleteStream(ctx, name); err != nil {
				return err
			}
		}
		return names.Err()
	})
	if err != nil && !errors.Is(err, jetstream.ErrEndOfData) {
		t.Fatal(err)
	}
}

// ForgetIDs makes the time almost nothing for which NATS itself knows a message again.
func (c *Cluster) ForgetIDs(t testing.TB) {
	t.Helper()
	c.configure(t, func(config *jetstream.StreamConfig) { config.Duplicates = shortestWindow })
}

// Leader is the node that leads the room's stream, or nil.
func (c *Cluster) Leader(t testing.TB) (leader *Node) {
	t.Helper()
	_ = c.with(context.Background(), attemptMost, func(ctx context.Context, js jetstream.JetStream) error { // then there is none
		s, err := js.Stream(ctx, stream)
		if err != nil {
			return err
		}
		for _, n := range c.Nodes {
			if info := s.CachedInfo(); info.Cluster != nil && info.Cluster.Leader == n.Name {
				leader = n
			}
		}
		return nil
	})
	return leader
}

// AwaitWhole waits until the room's stream is led and all others have all of it, so that any
// one of them may be killed.
func (c *Cluster) AwaitWhole(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), readyMost)
	defer cancel()
	for {
		var state *jetstream.ClusterInfo
		err := c.with(ctx, attemptMost, func(ctx context.Context, js jetstream.JetStream) error {
			s, err := js.Stream(ctx, stream)
			if err == nil {
				state = s.CachedInfo().Cluster
			}
			return err
		})
		if state != nil && state.Leader != "" && !slices.ContainsFunc(state.Replicas, func(r *jetstream.PeerInfo) bool { return r.Offline || !r.Current }) {
			return
		}
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
			t.Fatalf("the stream is not whole: %+v, %v", state, err)
		}
	}
}
