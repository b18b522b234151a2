package room

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestCodesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c codes
		text, err := c.add("ann", device{})
		if err != nil {
			t.Fatal(err)
		}
		want := func(sentence string) {
			t.Helper()
			_, _, err := c.take(text, "phone")
			if err == nil || err.Error() != sentence {
				t.Errorf("%v, want %s", err, sentence)
			}
		}
		time.Sleep(codeHolds)
		if _, _, err := c.take(text, "phone"); err != nil {
			t.Errorf("in time: %v", err)
		}
		c.giveBack(text)
		time.Sleep(time.Millisecond)
		want("That code is over, it holds for 10 minutes. /link at the other device makes another.")
		time.Sleep(codeKnown)
		want("There is no such code. /link at the other device makes one.")
	})
}

func TestCodesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c codes
		for range codesMost {
			if _, err := c.add("ann", device{}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := c.add("ann", device{})
		var r *Refusal
		if !errors.As(err, &r) || r.Code != CodeFlood {
			t.Errorf("one more: %v", err)
		}
		time.Sleep(codeKnown + time.Second)
		if _, err := c.add("ann", device{}); err != nil || len(c.made) != 1 {
			t.Errorf("later: %v, %d are kept", err, len(c.made))
		}
	})
}

func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(3, time.Second, false)
		for range 3 {
			if wait := b.take("ann"); wait > 0 {
				t.Errorf("wait %v", wait)
			}
		}
		if wait := b.take("ann"); wait != time.Second {
			t.Errorf("the fourth waits %v, want a second", wait)
		}
		if wait := b.take("bob"); wait > 0 {
			t.Errorf("another waits %v", wait)
		}
		time.Sleep(time.Second)
		if wait := b.wait("ann"); wait > 0 {
			t.Errorf("a second later: %v", wait)
		}
		if b.take("ann") > 0 || b.take("ann") == 0 {
			t.Error("not one every second")
		}
	})
}
