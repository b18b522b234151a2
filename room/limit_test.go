package room

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

var home = netip.MustParseAddr("192.0.2.1")

func TestWindowOfTen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 10, Window: 5 * time.Second}, nil)
		say := func() error {
			done, err := l.say(t.Context(), "ann", home)
			if err == nil {
				time.Sleep(time.Millisecond) // storing takes a while
				done(true)
			}
			return err
		}
		for i := range 10 {
			if err := say(); err != nil {
				t.Fatalf("message %d: %v", i+1, err)
			}
		}
		refusal, ok := AsRefusal(say())
		if !ok || refusal.Code != CodeFlood {
			t.Fatalf("the eleventh: %+v", refusal)
		}
		if want := 5*time.Second - 9*time.Millisecond; refusal.Wait != want {
			t.Errorf("wait = %v, want %v", refusal.Wait, want)
		}
		time.Sleep(refusal.Wait - time.Millisecond)
		if say() == nil {
			t.Error("an eleventh passed within the window")
		}
		time.Sleep(time.Millisecond)
		if err := say(); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestWhatIsNotStoredDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 2, Window: time.Second}, nil)
		for range 5 {
			done, err := l.say(t.Context(), "ann", home)
			if err != nil {
				t.Fatal(err)
			}
			done(false)
		}
	})
}

// TestNothingKept: with the budgets lifted nothing is kept of those who talk, and
// with them nothing of those whose messages were not stored.
func TestNothingKept(t *testing.T) {
	for _, flood := range []Flood{{}, {Messages: 1, Window: time.Minute}} {
		l := newLimits(flood, nil)
		for i := range 100 {
			done, err := l.say(t.Context(), fmt.Sprint("somebody", i), netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}))
			if err != nil {
				t.Fatal(err)
			}
			done(flood.Messages == 0)
		}
		if n, m := len(l.persons.times), len(l.addresses.times); n != 0 || m != 0 {
			t.Errorf("with %v the windows hold %d persons and %d addresses", flood, n, m)
		}
	}
}

func TestWindowPerAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 2, Window: time.Second}, nil)
		for i := range 2 * addressShare {
			done, err := l.say(t.Context(), fmt.Sprint("p", i), home)
			if err != nil {
				t.Fatalf("person %d: %v", i, err)
			}
			done(true)
		}
		if _, err := l.say(t.Context(), "another", home); err == nil {
			t.Error("the address sent more than five people may")
		}
		if _, err := l.say(t.Context(), "another", netip.MustParseAddr("192.0.2.2")); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}

func TestWindowForgetsTheIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWindow(10, time.Second)
		for i := range 10_000 {
			w.take(fmt.Sprint("p", i))
			time.Sleep(10 * time.Millisecond)
		}
		if n := len(w.times); n > 500 {
			t.Errorf("%d people are remembered, 100 of them wrote within the window", n)
		}
	})
}

func TestReadingBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Flood{Messages: 10, Window: 5 * time.Second}, nil)
		for i := range readsAtOnce {
			if err := l.read("ann"); err != nil {
				t.Fatalf("page %d: %v", i+1, err)
			}
		}
		r, _ := AsRefusal(l.read("ann"))
		if r.Code != CodeFlood || r.Wait != time.Second/readsPerSec {
			t.Errorf("page 201: %+v", r)
		}
		time.Sleep(r.Wait)
		if err := l.read("ann"); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestNoLimits(t *testing.T) {
	l := newLimits(Flood{}, nil)
	for range 1000 {
		done, err := l.say(t.Context(), "ann", home)
		if err != nil || l.read("ann") != nil {
			t.Fatal("refused with every budget lifted")
		}
		done(true)
	}
}

func TestNetwork(t *testing.T) {
	for a, want := range map[string]string{
		"192.0.2.7":             "192.0.2.7/32",
		"::ffff:192.0.2.7":      "192.0.2.7/32",
		"2001:db8:1:2:3:4:5:6":  "2001:db8:1:2::/64",
		"fe80::1%eth0":          "fe80::/64",
		"2001:db8:1:2:ffff::99": "2001:db8:1:2::/64",
	} {
		if got := network(netip.MustParseAddr(a)).String(); got != want {
			t.Errorf("network(%s) = %s, want %s", a, got, want)
		}
	}
}
