package cluster_test

import (
	"errors"
	"strings"
	"testing"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
	"talktalktalk/room/replica"
	"talktalktalk/storage"
)

// A spoiled record is one that a server has not, or has another way than all others.
var spoiled = []struct {
	what  string
	step  replica.Step
	among string // where the others have something else
}{
	{"a record was not amended", replica.Step{Mends: []replica.Mend{{Of: amended, Body: []byte("old")}}}, "1025 to 2048"},
	{"a record is gone", replica.Step{Gone: 1080}, "1025 to 2048"},
	{"a record has another key", replica.Step{Keys: []replica.Keyed{{Seq: 900, Key: "another"}}}, "1 to 1024"},
	{"a record is not in the stream", replica.Step{Record: &room.Record{Seq: missing, Body: []byte("nobody said that")}}, "1 to 1024"},
}

// amended is the number of a record that was, in the stream.
const amended = 1050

// missing is a number that is no record's in the histories here.
const missing = 5

// many is a folder with a log that was alone: more records than are compared at once.
func many(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	log, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, log, 1100)
	at := replica.Position{}
	if err := errors.Join(log.Apply(t.Context(), []replica.Step{{Gone: missing}}, at, true), log.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// spoil does something to the store in dir that the stream knows nothing of.
func spoil(t *testing.T, dir string, step replica.Step) {
	t.Helper()
	store, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at, err := store.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(store.Apply(t.Context(), []replica.Step{step}, at, true), store.Close()); err != nil {
		t.Fatal(err)
	}
}

// alike waits until a log has compared so many blocks.
func alike(t *testing.T, log *cluster.Log, blocks int) {
	t.Helper()
	eventually(t, "blocks are compared", func() bool { return log.Compared() >= blocks })
}

// TestDifference: when one server has not what all others have, all refuse to write, for a clear
// reason, also after a start; what they have can be read. Restored from one that has all, the
// others take it over, and the room goes on.
func TestDifference(t *testing.T) {
	t.Parallel()
	nats := natstest.Start(t)
	dirs := []string{many(t), t.TempDir(), t.TempDir()}
	openAll := func() (logs []*cluster.Log) {
		for _, dir := range dirs {
			logs = append(logs, open(t, nats, dir))
		}
		return logs
	}
	logs := openAll()
	if err := amend(t, logs[0], amended, "new"); err != nil {
		t.Fatal(err)
	}
	last := put(t, logs[0], "", "since")
	reaches(t, logs[2], last)
	for _, s := range spoiled {
		t.Log(s.what)
		for _, log := range logs {
			alike(t, log, 1)
		}
		if err := logs[2].Close(); err != nil {
			t.Fatal(err)
		}
		spoil(t, dirs[2], s.step)
		logs[2] = open(t, nats, dirs[2])
		says := "different messages among the numbers " + s.among
		for _, log := range logs {
			refused(t, log, says)
			if n := len(all(t, log, last)); n < 1098 {
				t.Errorf("%s: %d records can be read", s.what, n)
			}
			if status := log.Status(t.Context()); !strings.Contains(status, "differs numbers "+s.among+": ") {
				t.Errorf("the status is\n%s", status)
			}
		}
		if err := logs[1].Close(); err != nil {
			t.Fatal(err)
		}
		logs[1] = open(t, nats, dirs[1])
		refused(t, logs[1], says)

		if err := logs[0].Close(); err != nil {
			t.Fatal(err)
		}
		restore(t, nats, dirs[0])
		logs[0] = open(t, nats, dirs[0])
		var shared []room.Log
		for _, log := range logs {
			eventually(t, "it writes again", func() bool { return log.Writable() == nil })
			shared = append(shared, log)
		}
		eventually(t, "it stores something", func() bool { // which may be refused while NATS makes the new stream known
			seq, _, err := logs[2].Append(t.Context(), s.what, []byte("after it"))
			last = seq
			return err == nil
		})
		same(t, last, shared...)
	}
}
