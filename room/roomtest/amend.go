package roomtest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"talktalktalk/room"
)

// amend puts body in the place of r's, and returns the record that tells of it.
func amend(t *testing.T, log Log, key string, r *room.Record, body string) room.Record {
	t.Helper()
	about := fmt.Sprint("about ", r.Seq)
	seq, at, err := log.Amend(t.Context(), key, []byte(about), room.Amendment{Of: r.Seq, Was: r.Body, Body: []byte(body)})
	if err != nil {
		t.Fatalf("Amend(%d, %q) = %v", r.Seq, body, err)
	}
	r.Body = []byte(body)
	return room.Record{Seq: seq, Time: at, Body: []byte(about)}
}

func checkChanges(t *testing.T, log Log, seq room.Seq, n int, want ...room.Change) {
	t.Helper()
	if got, err := log.Changes(t.Context(), seq, n); !slices.Equal(got, want) || err != nil {
		t.Errorf("Changes(%d, %d) = %v, %v, want %v", seq, n, got, err, want)
	}
}

func testAmend(t *testing.T, place Place) {
	log := open(t, place)
	checkChanges(t, log, room.MaxSeq, 10)
	all := addMany(t, log, 10)
	all = append(all, add(t, log, "said", "with a key"))
	first := amend(t, log, "", &all[4], "")
	second := amend(t, log, "edit", &all[10], "with a key, amended")
	third := amend(t, log, "", &all[0], "a body that is longer than it was before")
	fourth := amend(t, log, "", &all[4], "once more")
	changes := []room.Change{{Of: all[0].Seq, By: third.Seq}, {Of: all[4].Seq, By: fourth.Seq}, {Of: all[10].Seq, By: second.Seq}}
	all = append(all, first, second, third, fourth)

	look := func() {
		t.Helper()
		check(t, "After(0)", everything(t, log), all)
		check(t, "Follow(0)", follow(t, log, 0, len(all)), all)
		check(t, "Before", must(t)(log.Before(t.Context(), all[11].Seq, 11)), all[:11])
		for key, want := range map[string]room.Record{"said": all[10], "edit": second} {
			if seq, at, err := log.Append(t.Context(), key, []byte("again")); seq != want.Seq || !at.Equal(want.Time) || err != nil {
				t.Errorf("Append(%q) again = %d, %v, %v, want %d, %v", key, seq, at, err, want.Seq, want.Time)
			}
		}
		seq, _, err := log.Amend(t.Context(), "edit", nil, room.Amendment{Of: all[1].Seq, Was: all[1].Body})
		if seq != second.Seq || err != nil {
			t.Errorf("Amend with a key that is known = %d, %v, want %d", seq, err, second.Seq)
		}
		checkChanges(t, log, room.MaxSeq, 10, changes...)
		checkChanges(t, log, room.MaxSeq, 2, changes[1:]...)
		checkChanges(t, log, all[10].Seq-1, 10, changes[:2]...)
		checkChanges(t, log, all[4].Seq, 1, changes[1])
		checkChanges(t, log, 0, 10)
		checkChanges(t, log, room.MaxSeq, 0)
	}
	look()
	log = reopen(t, log, place)
	look()
}

// testAmendTooLate amends what somebody else has amended, and what is not there.
func testAmendTooLate(t *testing.T, place Place) {
	log := open(t, place)
	r := add(t, log, "", "first")
	old := room.Amendment{Of: r.Seq, Was: r.Body, Body: []byte("mine")}
	all := []room.Record{amend(t, log, "", &r, "second")}
	if seq, _, err := log.Amend(t.Context(), "late", []byte("too late"), old); !errors.Is(err, room.ErrAmended) {
		t.Errorf("Amend too late = %d, %v, want ErrAmended", seq, err)
	}
	for _, of := range []room.Seq{0, all[0].Seq + 1, room.MaxSeq} {
		if seq, _, err := log.Amend(t.Context(), "", nil, room.Amendment{Of: of}); err == nil {
			t.Errorf("Amend(%d), which is not there, = %d", of, seq)
		}
	}
	check(t, "After(0)", everything(t, log), append([]room.Record{r}, all...))
	seq, _, err := log.Amend(t.Context(), "late", []byte("in time"), room.Amendment{Of: r.Seq, Was: r.Body, Body: []byte("mine")})
	if err != nil || seq <= all[0].Seq {
		t.Errorf("Amend in time with the same key = %d, %v", seq, err)
	}
}

// testAmendAtOnce lets several amend the same record, again and again: each
// amendment that is told of was made, one after the other, and whoever sees
// that there was one finds it, or a later one.
func testAmendAtOnce(t *testing.T, place Place) {
	log := open(t, place)
	r := add(t, log, "", "0")
	const writers, each = 6, 8
	var made atomic.Int64
	var work sync.WaitGroup
	for range writers {
		work.Go(func() {
			for range each {
				if raise(t, log, r.Seq) {
					made.Add(1)
				}
				add(t, log, "", "between")
			}
		})
	}
	work.Go(func() {
		number := 0
		for _, seen := range follow(t, log, 0, writers*each) {
			if string(seen.Body) != "raised" {
				continue
			}
			number++
			now := must(t)(log.After(t.Context(), r.Seq-1, 1))
			if len(now) != 1 || count(t, now[0]) < number {
				t.Errorf("amendment %d is seen, but the record is %s", number, list(now))
			}
		}
	})
	work.Wait()
	if now := must(t)(log.After(t.Context(), r.Seq-1, 1)); count(t, now[0]) != int(made.Load()) {
		t.Errorf("%d amendments were made, but the record is %s", made.Load(), list(now))
	}
}

// raise adds one to the number in the record, unless somebody else does.
func raise(t *testing.T, log Log, seq room.Seq) bool {
	was := must(t)(log.After(t.Context(), seq-1, 1))
	next := fmt.Append(nil, count(t, was[0])+1)
	_, _, err := log.Amend(t.Context(), "", []byte("raised"), room.Amendment{Of: seq, Was: was[0].Body, Body: next})
	if err != nil && !errors.Is(err, room.ErrAmended) {
		t.Errorf("Amend() = %v", err)
	}
	return err == nil
}

func count(t *testing.T, r room.Record) (n int) {
	if _, err := fmt.Sscan(string(r.Body), &n); err != nil {
		t.Errorf("record %d holds %q", r.Seq, r.Body)
	}
	return n
}
