package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
	"talktalktalk/storage"
)

// open opens the log in dir and closes it with the test.
func open(t *testing.T, nats *natstest.Cluster, dir string) *cluster.Log {
	t.Helper()
	log := place(nats, dir)(t).(*cluster.Log)
	t.Cleanup(func() { _ = log.Close() }) // it may be closed
	return log
}

// put appends, again if the machine is too busy to take it while anybody waits.
func put(t *testing.T, log room.Log, key, body string) room.Seq {
	t.Helper()
	for {
		seq, _, err := log.Append(t.Context(), key, []byte(body))
		if err == nil {
			return seq
		}
		if key == "" || !errors.Is(err, room.ErrUnavailable) {
			t.Errorf("Append(%q) = %v", key, err)
			return 0
		}
	}
}

func amend(t *testing.T, log room.Log, of room.Seq, body string) error {
	t.Helper()
	was, err := log.After(t.Context(), of-1, 1)
	if err != nil || len(was) == 0 {
		t.Fatalf("After(%d) = %d, %v", of-1, len(was), err)
	}
	_, _, err = log.Amend(t.Context(), "", []byte("about"), room.Amendment{Of: of, Was: was[0].Body, Body: []byte(body)})
	return err
}

// all reads a log when it has a record with the number up to.
func all(t *testing.T, log room.Log, up room.Seq) (records []room.Record) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for batch, err := range log.Follow(ctx, 0) {
		if err != nil {
			t.Fatalf("Follow() = %v, after %d records, up to %d is wanted", err, len(records), up)
		}
		records = append(records, batch...)
		if records[len(records)-1].Seq >= up {
			break
		}
	}
	page, err := log.Before(ctx, up+1, len(records)+1) // as they are by now
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// same looks whether logs have the same records, and the same changes.
func same(t *testing.T, up room.Seq, logs ...room.Log) {
	t.Helper()
	want := all(t, logs[0], up)
	changes, err := logs[0].Changes(t.Context(), up, len(want))
	if err != nil {
		t.Fatal(err)
	}
	for i, log := range logs[1:] {
		got := all(t, log, up)
		equal := func(a, b room.Record) bool {
			return a.Seq == b.Seq && a.Time.Equal(b.Time) && string(a.Body) == string(b.Body)
		}
		if !slices.EqualFunc(got, want, equal) {
			t.Errorf("server %d has %d records, the first %d, and they differ", i+2, len(got), len(want))
		}
		if c, err := log.Changes(t.Context(), up, len(want)); err != nil || !slices.Equal(c, changes) {
			t.Errorf("server %d tells of changes %v, %v, the first of %v", i+2, c, err, changes)
		}
		if log.Epoch() != logs[0].Epoch() {
			t.Errorf("server %d has the epoch %q, the first %q", i+2, log.Epoch(), logs[0].Epoch())
		}
	}
}

// history is a folder with a log that was alone: trimmed, amended, with keys, and a
// record that is too long for one message.
func history(t *testing.T) (dir string, last room.Seq) {
	t.Helper()
	dir = t.TempDir()
	log, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, log, 1990)
	last = put(t, log, "long", strings.Repeat("long ", 1<<18))
	if err := errors.Join(amend(t, log, 20, "amended alone"), log.Trim(t.Context(), 8)); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, last + 1
}

// fill puts n records into a log, and returns the number of the last one.
func fill(t *testing.T, log room.Log, n int) (last room.Seq) {
	t.Helper()
	const most = 256 // at once: on a busy machine the last of thousands would wait too long
	outcomes := make([]room.Outcome, n)
	for i := range n + most {
		var err error
		if i < n {
			outcomes[i], err = log.Submit(t.Context(), fmt.Sprint("old ", i), fmt.Append(nil, "old ", i))
		}
		if i >= most && err == nil {
			last, _, err = outcomes[i-most](t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return last
}

// TestServers: a history becomes that of all servers; what they write at once, and
// change, has one order; and who comes when texts are erased has the same.
func TestServers(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	dir, last := history(t)
	a := open(t, nats, dir)
	logs := []room.Log{a, open(t, nats, t.TempDir()), open(t, nats, t.TempDir())}
	same(t, last, logs...)

	const writers, each, amends = 4, 25, 12 // every amends-th message is followed by an amendment
	var work sync.WaitGroup
	var mu sync.Mutex
	numbers := map[string]room.Seq{}
	for i, log := range logs {
		for w := range writers {
			work.Go(func() {
				for n := range each {
					key := fmt.Sprintf("%d/%d", w, n) // the same at all servers
					seq := put(t, log, key, "new "+key)
					mu.Lock()
					if was := numbers[key]; was != 0 && was != seq {
						t.Errorf("Append(%s) at server %d = %d, and elsewhere %d", key, i+1, seq, was)
					}
					numbers[key] = seq
					mu.Unlock()
					if n%amends > 0 { // NATS takes a while to erase each text
						continue
					}
					if err := amend(t, log, 10, fmt.Sprintf("by server %d, %s", i+1, key)); err != nil && !errors.Is(err, room.ErrAmended) && !errors.Is(err, room.ErrUnavailable) {
						t.Errorf("Amend() = %v", err)
					}
				}
			})
		}
	}
	work.Wait()
	if seq := put(t, logs[1], "old 12", "again"); seq != 13 {
		t.Errorf("Append() with a key from before the stream = %d, want 13", seq)
	}
	if err := errors.Join(amend(t, logs[2], 25, "amended"), amend(t, logs[2], 25, "amended twice"), a.Trim(t.Context(), 9)); err != nil {
		t.Fatal(err)
	}
	end := put(t, a, "the end", "the end")
	same(t, end, logs...)
	if err := a.EraseNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	late := open(t, nats, t.TempDir())
	same(t, end, a, late)
	if seq, _, known, err := late.Find(t.Context(), "old 24"); seq != 25 || !known || err != nil {
		t.Errorf("Find() at the late server = %d, %v, %v, want 25", seq, known, err)
	}
	alike(t, late, 1) // numbers from the history and from what was written and changed since
	for _, log := range append(logs, late) {
		if err := log.Writable(); err != nil {
			t.Errorf("Writable() = %v", err)
		}
	}
}

// TestLeaderKilled: nothing that was acknowledged is lost, and nothing stored twice, when
// the NATS server that leads is killed while people write, and all three after it.
func TestLeaderKilled(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	logs := []room.Log{open(t, nats, t.TempDir()), open(t, nats, t.TempDir())}
	stop := make(chan struct{})
	var work sync.WaitGroup
	var mu sync.Mutex
	told := map[string]room.Seq{}
	for i, log := range logs {
		for w := range 4 {
			work.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					body := fmt.Sprintf("%d/%d/%d", i, w, n)
					seq, _, err := log.Append(t.Context(), body, []byte(body))
					if errors.Is(err, room.ErrUnavailable) {
						n-- // the same again
						continue
					}
					if err != nil {
						t.Errorf("Append() = %v", err)
						return
					}
					mu.Lock()
					told[body] = seq
					mu.Unlock()
				}
			})
		}
	}
	put(t, logs[0], "begun", "begun")
	if leader := nats.Leader(t); leader != nil {
		leader.Kill()
		leader.Run(t)
	}
	put(t, logs[1], "between", "between")
	for _, n := range nats.Nodes {
		n.Kill()
	}
	for _, n := range nats.Nodes {
		n.Run(t)
	}
	last := put(t, logs[0], "after", "after")
	close(stop)
	work.Wait()
	last = max(last, put(t, logs[1], "the end", "the end"))
	same(t, last, logs...)
	once(t, all(t, logs[0], last), told)
	t.Logf("%d told", len(told))
}

// once looks whether what was told to be stored is, where it was told to be, and once.
func once(t *testing.T, records []room.Record, told map[string]room.Seq) {
	t.Helper()
	found := map[string]room.Seq{}
	for _, r := range records {
		if was := found[string(r.Body)]; was != 0 {
			t.Errorf("%s is stored as %d and %d", r.Body, was, r.Seq)
		}
		found[string(r.Body)] = r.Seq
	}
	for body, seq := range told {
		if found[body] != seq {
			t.Errorf("%s was told to be %d, and is %d", body, seq, found[body])
		}
	}
}
