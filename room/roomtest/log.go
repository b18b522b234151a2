package roomtest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"talktalktalk/room"
)

// A Log is a log that can be closed and opened again.
type Log interface {
	room.Log
	Memory() room.Memory
	Close() error
}

// A Place is where one log is kept. It is called to make the log, and again,
// after Close, to open what was stored.
type Place func(t *testing.T) Log

// TestLog tests what room.Log says, on logs in places that newPlace makes.
func TestLog(t *testing.T, newPlace func(t *testing.T) Place) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, place Place)
	}{
		{"Append", testAppend},
		{"AppendOwnsNothing", testAppendOwnsNothing},
		{"AppendSizes", testAppendSizes},
		{"Submit", testSubmit},
		{"KeyAgain", testKeyAgain},
		{"KeyAtOnce", testKeyAtOnce},
		{"KeyGivenUp", testKeyGivenUp},
		{"Writers", testWriters},
		{"Pages", testPages},
		{"Follow", testFollow},
		{"FollowEnds", testFollowEnds},
		{"Amend", testAmend},
		{"AmendTooLate", testAmendTooLate},
		{"AmendAtOnce", testAmendAtOnce},
		{"Trim", testTrim},
		{"Erase", testErase},
		{"EraseAtOnce", testEraseAtOnce},
		{"Epoch", testEpoch},
		{"Canceled", testCanceled},
		{"Closed", testClosed},
		{"CloseUnderLoad", testCloseUnderLoad},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, newPlace(t)) })
	}
}

// open opens the log at place, and closes it at the end if nobody else did.
func open(t *testing.T, place Place) Log {
	t.Helper()
	log := place(t)
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return log
}

// reopen closes log and opens its place again.
func reopen(t *testing.T, log Log, place Place) Log {
	t.Helper()
	if err := log.Close(); err != nil {
		t.Fatalf("Close() = %v", err)
	}
	return open(t, place)
}

// add appends body and returns the record that must be there then.
func add(t *testing.T, log Log, key, body string) room.Record {
	t.Helper()
	seq, at, err := log.Append(t.Context(), key, []byte(body))
	if err != nil {
		t.Fatalf("Append(%q, %.20q) = %v", key, body, err)
	}
	return room.Record{Seq: seq, Time: at, Body: []byte(body)}
}

func addMany(t *testing.T, log Log, n int) (records []room.Record) {
	t.Helper()
	for i := range n {
		records = append(records, add(t, log, "", fmt.Sprint("body ", i)))
	}
	return records
}

// everything reads the whole log, in pages.
func everything(t *testing.T, log Log) (all []room.Record) {
	t.Helper()
	for seq := room.Seq(0); ; seq = all[len(all)-1].Seq {
		page, err := log.After(t.Context(), seq, 100)
		if err != nil {
			t.Fatalf("After(%d, 100) = %v", seq, err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// follow reads n records after seq from Follow.
func follow(t *testing.T, log Log, seq room.Seq, n int) (got []room.Record) {
	t.Helper()
	for batch, err := range log.Follow(t.Context(), seq) {
		if err != nil || len(batch) == 0 {
			t.Fatalf("Follow(%d) yields %d records, %v", seq, len(batch), err)
		}
		if got = append(got, batch...); len(got) >= n {
			break
		}
	}
	return got
}

// check compares records, a nil body being an empty one.
func check(t *testing.T, what string, got, want []room.Record) {
	t.Helper()
	same := func(a, b room.Record) bool {
		return a.Seq == b.Seq && a.Time.Equal(b.Time) && bytes.Equal(a.Body, b.Body)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("%s = %s, want %s", what, list(got), list(want))
	}
}

func list(records []room.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d records", len(records))
	for _, r := range records[:min(len(records), 10)] {
		fmt.Fprintf(&b, " %d:%.20q", r.Seq, r.Body)
	}
	return b.String()
}
