package cluster_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
	"talktalktalk/room/roomtest"
	"talktalktalk/storage"
)

// TestNoQuorum: with one of three NATS servers nothing is acknowledged, what is stored
// can be read, and it is said why; when they are back, all goes on.
func TestNoQuorum(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	dir := t.TempDir()
	log := open(t, nats, dir)
	first := put(t, log, "", "first")
	nats.Nodes[0].Freeze(t)
	nats.Nodes[1].Kill()
	begun := time.Now()
	_, _, err := log.Append(t.Context(), "during", []byte("during"))
	if !errors.Is(err, room.ErrUnavailable) {
		t.Errorf("Append() without a quorum = %v, want ErrUnavailable", err)
	}
	if took := time.Since(begun); took < 14*time.Second {
		t.Errorf("it was given up after %v, want 15 s", took)
	}
	if err := log.Writable(); !errors.Is(err, room.ErrUnavailable) {
		t.Errorf("Writable() without a quorum = %v", err)
	}
	if page, err := log.Before(t.Context(), room.MaxSeq, 5); err != nil || len(page) != 1 || page[0].Seq != first {
		t.Errorf("Before() without a quorum = %d, %v", len(page), err)
	}
	begun = time.Now()
	if err := log.Close(); err != nil || time.Since(begun) > 10*time.Second { // it would wait for 15, if it did
		t.Errorf("Close() without a quorum = %v, after %v", err, time.Since(begun))
	}
	log = open(t, nats, dir)
	if page, err := log.Before(t.Context(), room.MaxSeq, 5); err != nil || len(page) != 1 {
		t.Errorf("Before() of a server that starts without a quorum = %d, %v", len(page), err)
	}
	nats.Nodes[0].Thaw(t)
	nats.Nodes[1].Run(t)
	seq := put(t, log, "during", "during")
	if other := put(t, log, "during", "during"); other != seq {
		t.Errorf("Append() again = %d, was %d", other, seq)
	}
	same(t, seq, log, open(t, nats, t.TempDir()))
}

// TestStreamLost: when NATS has lost the stream, the history stays as it is and nothing is
// added; restored, it has the same numbers, and the others follow.
func TestStreamLost(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	one, two := t.TempDir(), t.TempDir()
	a, b := open(t, nats, one), open(t, nats, two)
	numbers := talk(t, a)
	if err := amend(t, a, numbers[4], "amended"); err != nil {
		t.Fatal(err)
	}
	end := put(t, a, "end", "end")
	same(t, end, a, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	end = put(t, a, "further", "which the other does not have")
	want := all(t, a, end)

	nats.Forget(t)
	refused(t, a, "cluster restore")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b = open(t, nats, two) // it must not found another stream
	refused(t, b, "cluster restore")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	foreign := open(t, nats, t.TempDir())
	put(t, foreign, "", "another room")
	refused(t, open(t, nats, two), "another room")
	nats.Forget(t)

	restore(t, nats, one)
	a = open(t, nats, one)
	if got := all(t, a, end); len(got) != len(want) || got[len(got)-1].Seq != want[len(want)-1].Seq {
		t.Errorf("restored, it has %d records, want %d", len(got), len(want))
	}
	if seq := put(t, a, "key 7", "again"); seq != numbers[7] {
		t.Errorf("Append() with a key from before = %d, want %d", seq, numbers[7])
	}
	end = put(t, a, "", "after")
	same(t, end, a, open(t, nats, filepath.Join(t.TempDir(), "new")))
}

// TestStreamShortened: when NATS is put back to an older state, who has more history keeps that and
// refuses to write, also when somebody else has gone on from there; it is restored with
// all of that under the same numbers.
func TestStreamShortened(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	one, two := t.TempDir(), t.TempDir()
	a, b := open(t, nats, one), open(t, nats, two)
	numbers := talk(t, a)
	same(t, put(t, a, "", "which both have"), a, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	putBack := nats.Keep(t)
	lost := put(t, a, "lost", "what NATS loses")
	if err := amend(t, a, numbers[4], "amended"); err != nil {
		t.Fatal(err)
	}
	end := put(t, a, "end", "end")
	want := all(t, a, end)
	putBack()
	refused(t, a, "the history here at ")
	b = open(t, nats, two)
	refused(t, b, "the history of another server at ")
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Fatal(err)
	}

	b = open(t, nats, two) // which cannot know
	for i := range 20 {
		put(t, b, "", fmt.Sprint("another way ", i))
	}
	a = open(t, nats, one)
	refused(t, a, "put back to an older state")
	refused(t, b, "different messages")
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Fatal(err)
	}
	a = open(t, nats, one)
	refused(t, a, "put back to an older state")
	if got := all(t, a, end); len(got) != len(want) || string(got[4].Body) != "amended" {
		t.Errorf("it has %d records, want %d", len(got), len(want))
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	restore(t, nats, one)
	a = open(t, nats, one)
	got := all(t, a, end)
	for i, w := range want {
		if i >= len(got) || got[i].Seq != w.Seq || string(got[i].Body) != string(w.Body) || !got[i].Time.Equal(w.Time) {
			t.Fatalf("restored, it has %v, want %v", got, want)
		}
	}
	refused(t, open(t, nats, two), "another room's, or of another time") // it has what the room never had
	if seq := put(t, a, "lost", "again"); seq != lost {
		t.Errorf("Append() with a key from before = %d, want %d", seq, lost)
	}
	same(t, put(t, a, "", "after"), a, open(t, nats, t.TempDir()))
}

// talk appends some records, with keys. Their numbers have gaps where a busy NATS has taken one twice.
func talk(t *testing.T, log room.Log) (numbers []room.Seq) {
	t.Helper()
	for i := range 20 {
		numbers = append(numbers, put(t, log, fmt.Sprint("key ", i), fmt.Sprint("body ", i)))
	}
	return numbers
}

// restore makes the stream anew from the store in dir.
func restore(t *testing.T, nats *natstest.Cluster, dir string) {
	t.Helper()
	store, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cluster.Restore(t.Context(), store, cluster.Options{Servers: nats.URLs})
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatalf("Restore() = %v", err)
	}
}

// refused waits until a log says why it only reads.
func refused(t *testing.T, log roomtest.Log, says string) {
	t.Helper()
	eventually(t, "it refuses because "+says, func() bool {
		err := log.Writable()
		return err != nil && strings.Contains(err.Error(), says)
	})
	if _, _, err := log.Append(t.Context(), "refused", nil); !errors.Is(err, room.ErrUnavailable) {
		t.Errorf("Append() = %v, want ErrUnavailable", err)
	}
}
