package storage

import (
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// TestApplyBringsBack: a record whose entry was erased before it was read comes with
// those that amend it, all in one batch; none behind it is from before it, and readers
// see nothing until all is there.
func TestApplyBringsBack(t *testing.T) {
	disk := vfs.NewMem()
	l := openOn(t, disk, "log")
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	record := func(seq room.Seq, ms int64, body string) *room.Record {
		return &room.Record{Seq: seq, Time: at(ms), Body: []byte(body)}
	}
	version := func(by room.Seq) replica.Version {
		return replica.Version{By: by, Form: replica.Form{From: by - 1, To: by - 1}}
	}
	apply := func(position room.Seq, show bool, steps ...replica.Step) {
		t.Helper()
		if err := l.Apply(t.Context(), steps, replica.Position{Generation: "g", Seq: position}, show); err != nil {
			t.Fatal(err)
		}
	}
	seen := func() (found []room.Record) {
		t.Helper()
		found, err := l.After(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	apply(1, true, replica.Step{Record: record(1, 100, "one"), Key: "k1"})
	apply(3, false, replica.Step{Record: record(3, 110, "three")})
	if n := len(seen()); n != 1 {
		t.Errorf("%d records are seen while one is missing, want 1", n)
	}
	apply(8, false,
		replica.Step{Record: record(4, 120, "four")},
		replica.Step{
			Record: record(6, 130, "about"), Tells: true,
			Mends: []replica.Mend{{Of: 2, Version: version(6), Missing: &replica.Missing{Time: at(125), Key: "k2"}}},
		},
		replica.Step{Record: record(8, 140, "about"), Tells: true, Mends: []replica.Mend{{Of: 2, Body: []byte("two"), Version: version(8)}}},
	)
	apply(8, true)
	want := []room.Record{*record(1, 100, "one"), *record(2, 125, "two"), *record(3, 125, "three"), *record(4, 125, "four"), *record(6, 130, "about"), *record(8, 140, "about")}
	sameRecords(t, seen(), want)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = openOn(t, disk, "log")
	sameRecords(t, seen(), want)
	if seq, _, known, err := l.Find(t.Context(), "k2"); seq != 2 || !known || err != nil {
		t.Errorf("Find(k2) = %d, %v, %v, want 2", seq, known, err)
	}
	if _, v, key, err := l.Current(t.Context(), 2); v != version(8) || key != "k2" || err != nil {
		t.Errorf("Current(2) = %v, %q, %v", v, key, err)
	}
	if changes, err := l.Changes(t.Context(), room.MaxSeq, 9); len(changes) != 1 || changes[0] != (room.Change{Of: 2, By: 8}) || err != nil {
		t.Errorf("Changes() = %v, %v", changes, err)
	}
	if p, err := l.Position(t.Context()); p != (replica.Position{Generation: "g", Seq: 8}) || err != nil {
		t.Errorf("Position() = %v, %v", p, err)
	}
}

func sameRecords(t *testing.T, found, want []room.Record) {
	t.Helper()
	if len(found) != len(want) {
		t.Fatalf("%d records, want %d", len(found), len(want))
	}
	for i, w := range want {
		if g := found[i]; g.Seq != w.Seq || !g.Time.Equal(w.Time) || string(g.Body) != string(w.Body) {
			t.Errorf("record %d at %v is %q, want %d at %v, %q", g.Seq, g.Time, g.Body, w.Seq, w.Time, w.Body)
		}
	}
}

// TestApplyAtOnce: what one batch does to a record, it does to what it did before.
func TestApplyAtOnce(t *testing.T) {
	l := openOn(t, vfs.NewMem(), "log")
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	record := func(seq room.Seq, ms int64, body string) *room.Record {
		return &room.Record{Seq: seq, Time: at(ms), Body: []byte(body)}
	}
	mend := func(of, by room.Seq, body string) replica.Step {
		return replica.Step{Mends: []replica.Mend{{Of: of, Body: []byte(body), Version: replica.Version{By: by}}}}
	}
	apply := func(position room.Seq, steps ...replica.Step) {
		t.Helper()
		if err := l.Apply(t.Context(), steps, replica.Position{Generation: "g", Seq: position}, true); err != nil {
			t.Fatal(err)
		}
	}
	apply(5, replica.Step{Record: record(2, 100, "two")}, replica.Step{Record: record(3, 100, "three")}, replica.Step{Record: record(5, 100, "five")})
	back := mend(1, 9, "one")
	back.Mends[0].Missing = &replica.Missing{Time: at(110)}
	apply(9, mend(2, 6, "other"), mend(2, 7, "two"), mend(3, 8, "mended"), back, mend(5, 9, "later"))
	page, err := l.After(t.Context(), 0, 9)
	if err != nil {
		t.Fatal(err)
	}
	sameRecords(t, page, []room.Record{*record(1, 110, "one"), *record(2, 110, "two"), *record(3, 110, "mended"), *record(5, 110, "later")})
	apply(10, replica.Step{Trim: 3, Least: at(120)})
	if page, err = l.After(t.Context(), 0, 9); err != nil {
		t.Fatal(err)
	}
	sameRecords(t, page, []room.Record{*record(3, 120, "mended"), *record(5, 120, "later")})
}
