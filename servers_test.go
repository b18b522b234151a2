package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"talktalktalk/cluster/natstest"
)

// A fleet is several servers of one room. Each comes back where it was.
type fleet struct {
	t    testing.TB
	nats *natstest.Cluster
	args []string

	mu      sync.Mutex
	servers []*process
}

// newFleet starts so many servers.
func newFleet(t testing.TB, count int, args ...string) *fleet {
	t.Helper()
	f := &fleet{t: t, nats: natstest.Start(t)}
	f.args = append([]string{"--cluster=" + f.nats.URLs}, args...)
	dir := t.TempDir()
	for i := range count {
		f.servers = append(f.servers, startOn(t, filepath.Join(dir, string(rune('a'+i))), f.args...))
	}
	return f
}

// all are the servers, running or not.
func (f *fleet) all() []*process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.servers)
}

// launch starts the server i again and does not wait for its doors.
func (f *fleet) launch(i int) {
	s := f.all()[i]
	again := launch(f.t, s.data, append([]string{"--web=" + s.web, "--ssh=" + s.ssh}, f.args...)...)
	again.web, again.ssh = s.web, s.ssh
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers[i] = again
}

// opened waits for the doors of the server i.
func (f *fleet) opened(i int) { f.all()[i].logged(`web  http://([^\s"]+)`) }

// agree waits until all servers show the same.
func (f *fleet) agree() {
	f.t.Helper()
	if err := agree(withPatience(f.t), f.all()); err != nil {
		f.t.Fatal(err)
	}
}

// judge holds what each server has against the others', and against what is known.
func (f *fleet) judge(o *oracle) (history []object) {
	f.t.Helper()
	f.agree()
	for i, s := range f.all() {
		reader, _ := browse(f.t, s, object{Name: "reader"})
		here := reader.history()
		reader.cut()
		if i == 0 {
			history = here
			o.judge(history)
		}
		if len(here) != len(history) {
			f.t.Errorf("server %d has %d messages, the first %d", i+1, len(here), len(history))
			continue
		}
		for j, m := range here {
			if first := history[j]; m.Seq != first.Seq || m.At != first.At || m.Name != first.Name || m.Text != first.Text {
				f.t.Errorf("server %d has %+v, the first %+v", i+1, m, first)
			}
		}
	}
	return history
}

// writeTo has the writers write, each at a server of the fleet: at the one that was given to
// it, or, when that does not answer, every other one at any that does. With stop they end when
// all has an answer, so that nothing comes any more.
func (o *oracle) writeTo(f *fleet) (stop func()) {
	ctx, cancel := context.WithCancel(f.t.Context())
	var work sync.WaitGroup
	for i, w := range o.writers {
		work.Go(func() {
			at := i % len(f.servers)
			for ctx.Err() == nil && w.gone != errDone {
				conn, _, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+f.all()[at].web+"/ws", nil)
				if err != nil {
					select {
					case <-ctx.Done():
					case <-time.After(redial):
					}
				} else {
					end := context.AfterFunc(ctx, func() { conn.Close() })
					w.gone = w.converse(conn)
					end()
					conn.Close()
				}
				if i/len(f.servers)%2 > 0 {
					at = rand.IntN(len(f.servers))
				}
			}
		})
	}
	return func() {
		o.ending.Store(true)
		context.AfterFunc(withPatience(f.t), cancel)
		work.Wait()
		cancel()
	}
}

// redial is when a writer tries again that finds no server.
const redial = 50 * time.Millisecond
