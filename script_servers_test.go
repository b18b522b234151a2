package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/cluster/natstest"
)

// sharedSecret is the admin secret of servers that share a room.
const sharedSecret = "the-secret-of-all-servers"

// TestScriptsOverServers plays the conversations of testdata/ over two servers of
// one room: who comes first is at the page of one, the next at the other by ssh, and so on.
func TestScriptsOverServers(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("scripts: %v, %v", scripts, err)
	}
	const rooms = 2 // at once, since it is long
	for i := range rooms {
		t.Run(fmt.Sprint("room ", i), func(t *testing.T) {
			t.Parallel()
			nats := natstest.Start(t)
			for j := i; j < len(scripts); j += rooms {
				t.Run(strings.TrimSuffix(filepath.Base(scripts[j]), ".txt"), func(t *testing.T) { playOverServers(t, nats, scripts[j]) })
			}
		})
	}
}

// playOverServers plays a script over two servers that begin with nothing.
func playOverServers(t *testing.T, nats *natstest.Cluster, script string) {
	nats.Forget(t)
	on := func(data string) *process {
		return startWith(t, []string{secretVariable + "=" + sharedSecret}, data, "--cluster="+nats.URLs)
	}
	dir := t.TempDir()
	st := &stage{
		t: t, servers: []*process{on(filepath.Join(dir, "one")), on(filepath.Join(dir, "two"))},
		again:  func(s *process) *process { return on(s.data) },
		secret: sharedSecret, pair: [2]string{"web", "ssh"},
	}
	playOn(t, script, st)
}

var shownUpTo = regexp.MustCompile(`shown +up to (\d+)`)

// agree waits until all servers have taken in the same: what a line of a script rests on
// may have been told by another server than the one that it is for.
func (st *stage) agree() error {
	if len(st.servers) == 1 {
		return nil
	}
	return agree(withPatience(st.t), st.servers)
}

var nameOfPerson = regexp.MustCompile(`"name":"[^"]*"`)

// meet waits until all servers know who is at the others, which no line of the log tells.
func (st *stage) meet() error {
	ctx := withPatience(st.t)
	for {
		seen := map[string]bool{}
		for _, s := range st.servers {
			_, body := ask(st.t, s, "127.0.0.1", http.MethodGet, "/api/people", "", "", nil)
			names := nameOfPerson.FindAllString(body, -1)
			slices.Sort(names)
			seen[strings.Join(names, " ")] = true
		}
		if len(seen) == 1 {
			return nil
		}
		select {
		case <-time.After(time.Second / 10):
		case <-ctx.Done():
			return fmt.Errorf("the servers do not agree on who is here: %v", seen)
		}
	}
}

// agree waits until all servers show the same.
func agree(ctx context.Context, servers []*process) error {
	for {
		seen := map[string]bool{}
		for _, s := range servers {
			said, err := s.askControl(ctx, "/cluster")
			if err != nil {
				return err
			}
			seen[shownUpTo.FindString(said)] = true
		}
		if len(seen) == 1 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("the servers do not agree: %v: %w", seen, err)
		}
	}
}

// askControl asks over the server's control socket.
func (s *process) askControl(ctx context.Context, path string) (string, error) {
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(s.data, controlSocket))
		},
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://control"+path, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	return string(said), err
}
