package roomtest

import (
	"fmt"
	"testing"

	"talktalktalk/room"
)

// testTrim removes the beginning of a log: nobody finds it any more, readers
// there go on behind it, its keys are new again, and numbers are not given twice.
func testTrim(t *testing.T, place Place) {
	log := open(t, place)
	var all []room.Record
	for i := range 10 {
		all = append(all, add(t, log, fmt.Sprint("key", i), fmt.Sprint("text ", i)))
	}
	all = append(all, amend(t, log, "", &all[1], "mended"), amend(t, log, "", &all[7], "mended"))
	trim := func(seq room.Seq) {
		t.Helper()
		if err := log.Trim(t.Context(), seq); err != nil {
			t.Fatalf("Trim(%d) = %v", seq, err)
		}
	}
	check := func(left ...room.Record) {
		t.Helper()
		check(t, "After(0)", everything(t, log), left)
		check(t, "Before the end", must(t)(log.Before(t.Context(), room.MaxSeq, 100)), left)
		for _, followed := range follow(t, log, 0, len(left)) {
			check(t, "Follow", []room.Record{followed}, left[:1])
			left = left[1:]
		}
	}
	trim(0)
	check(all...)
	trim(all[5].Seq)
	check(all[5:]...)
	trim(all[3].Seq)
	check(all[5:]...)
	checkChanges(t, log, room.MaxSeq, 10, room.Change{Of: all[7].Seq, By: all[11].Seq})
	if _, _, known, err := log.Find(t.Context(), "key2"); known || err != nil {
		t.Errorf("Find() of what is gone = %v, %v", known, err)
	}
	if seq, _, known, err := log.Find(t.Context(), "key8"); !known || seq != all[8].Seq || err != nil {
		t.Errorf("Find() of what is left = %d, %v, %v", seq, known, err)
	}
	a := room.Amendment{Of: all[2].Seq, Was: all[2].Body, Body: []byte("too late")}
	if seq, _, err := log.Amend(t.Context(), "", nil, a); err == nil {
		t.Errorf("Amend() of what is gone = %d", seq)
	}
	all = append(all, add(t, log, "key2", "new"))
	log = reopen(t, log, place)
	check(all[5:]...)
	if again := add(t, log, "key2", "new"); again.Seq != all[12].Seq {
		t.Errorf("Append() with the new key gives %d, want %d", again.Seq, all[12].Seq)
	}
	trim(room.MaxSeq) // all but the last
	check(all[12:]...)
	log = reopen(t, log, place)
	check(all[12:]...)
	if next := add(t, log, "", "next"); next.Seq <= all[12].Seq {
		t.Errorf("the next number is %d, the last was %d", next.Seq, all[12].Seq)
	}
}
