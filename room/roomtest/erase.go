package roomtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"talktalktalk/room"
)

func erase(t *testing.T, log Log, all []room.Amendment, want int) {
	t.Helper()
	if n, err := log.Erase(t.Context(), all); n != want || err != nil {
		t.Errorf("Erase(%d) = %d, %v, want %d", len(all), n, err, want)
	}
}

// testErase erases among others what was amended meanwhile, and what is not there.
func testErase(t *testing.T, place Place) {
	log := open(t, place)
	all := addMany(t, log, 300)
	erase(t, log, nil, 0)
	var those []room.Amendment
	for i := 0; i < len(all); i += 3 {
		those = append(those, room.Amendment{Of: all[i].Seq, Was: all[i].Body, Body: fmt.Append(nil, "gone ", i)})
	}
	all = append(all, amend(t, log, "", &all[6], "was amended"))
	erase(t, log, those, len(those)-1)
	erase(t, log, those, 0)
	for i, a := range those {
		if i != 2 {
			all[3*i].Body = a.Body
		}
	}
	if n, err := log.Erase(t.Context(), []room.Amendment{those[0], {Of: room.MaxSeq}}); err == nil {
		t.Errorf("Erase of what is not there = %d", n)
	}
	look := func() {
		t.Helper()
		check(t, "After(0)", everything(t, log), all)
		check(t, "Follow(0)", follow(t, log, 0, len(all)), all)
		checkChanges(t, log, room.MaxSeq, 10, room.Change{Of: all[6].Seq, By: all[300].Seq})
	}
	look()
	all = append(all, add(t, log, "", "and on"))
	log = reopen(t, log, place)
	look()
}

// testEraseAtOnce erases while others write and amend: what anybody was told of
// is there, and each record was either amended or erased.
func testEraseAtOnce(t *testing.T, place Place) {
	log := open(t, place)
	all := addMany(t, log, 100)
	those := make([]room.Amendment, len(all))
	for i, r := range all {
		those[i] = room.Amendment{Of: r.Seq, Was: r.Body, Body: []byte("erased")}
	}
	var work sync.WaitGroup
	amended := 0
	work.Go(func() {
		for i := range all {
			_, _, err := log.Amend(t.Context(), "", []byte("about"), room.Amendment{Of: those[i].Of, Was: those[i].Was, Body: []byte("amended")})
			switch {
			case err == nil:
				amended++
			case !errors.Is(err, room.ErrAmended):
				t.Errorf("Amend(%d) = %v", those[i].Of, err)
			}
		}
	})
	work.Go(func() {
		for i := range 50 {
			add(t, log, "", fmt.Sprint("another ", i))
		}
	})
	n := 0
	for i := len(those); i > 0; i -= 10 {
		part, err := log.Erase(t.Context(), those[i-10:i])
		if err != nil {
			t.Errorf("Erase() = %v", err)
		}
		n += part
	}
	work.Wait()
	found := map[string]int{}
	for _, r := range everything(t, log) {
		found[string(r.Body)]++
	}
	if found["erased"] != n || found["amended"] != amended || n+amended != len(all) || found["about"] != amended {
		t.Errorf("%d were erased and %d amended, but the log has %d and %d, and %d that tell of it", n, amended, found["erased"], found["amended"], found["about"])
	}
}
