package cluster_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/room"
)

// crossings is the environment variable that says how often TestAmendedAtOnce has two servers
// amend one message at once; few times if it is not set.
const crossings = "TALK_CROSSINGS"

const fewCrossings = 20

// TestAmendedAtOnce: of two servers that amend one version of a message at once, one does and the other
// is refused; and who comes when the texts of that are erased has the same. (A room judges a refused
// edit anew: nobody tells which version an edit was made of, so that the later one counts, in
// the log's order, unless the message is deleted by then.)
func TestAmendedAtOnce(t *testing.T) {
	t.Parallel()
	times, err := strconv.Atoi(os.Getenv(crossings))
	if err != nil {
		times = fewCrossings
	}
	nats := natstest.Start(t)
	a, b := open(t, nats, t.TempDir()), open(t, nats, t.TempDir())
	logs := []room.Log{a, b}
	of := put(t, logs[0], "", "version 0")
	was := []byte("version 0")
	var last room.Seq
	won := make([]int, len(logs))
	for n := range times {
		for _, log := range logs {
			reaches(t, log, max(of, last))
		}
		var work sync.WaitGroup
		errs, seqs := make([]error, len(logs)), make([]room.Seq, len(logs))
		for i, log := range logs {
			work.Go(func() {
				m := room.Amendment{Of: of, Was: was, Body: fmt.Appendf(nil, "version %d of server %d", n+1, i)}
				seqs[i], _, errs[i] = log.Amend(t.Context(), fmt.Sprint(n, "/", i), []byte("about"), m)
			})
		}
		work.Wait()
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		if errs[winner] != nil || !errors.Is(errs[1-winner], room.ErrAmended) {
			t.Fatalf("crossing %d: Amend() = %v and %v, want that one is refused", n, errs[0], errs[1])
		}
		won[winner]++
		last, was = seqs[winner], fmt.Appendf(nil, "version %d of server %d", n+1, winner)
	}
	t.Logf("%d and %d of %d are from one server", won[0], won[1], times)
	same(t, last, logs...)
	var work sync.WaitGroup
	for _, log := range []*cluster.Log{a, b} { // which both find what the other has erased
		work.Go(func() {
			if err := log.EraseNow(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	late := open(t, nats, t.TempDir())
	same(t, last, a, late)
	if page, err := late.After(t.Context(), of-1, 1); err != nil || string(page[0].Body) != string(was) {
		t.Errorf("the message is %q, %v, want %q", page[0].Body, err, was)
	}
}

// reaches waits until a log has the record with that number.
func reaches(t *testing.T, log room.Log, seq room.Seq) {
	t.Helper()
	for _, err := range log.Follow(t.Context(), seq-1) {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
}
