package room

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"talktalktalk/room/names"
)

// hall is a presence with nothing else of a room, and what it told.
type hall struct {
	*presence

	mu   sync.Mutex
	told []*PresenceChanges
}

func newHall(t *testing.T) *hall {
	h := &hall{}
	h.presence = newPresence(func(events ...*Event) {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, e := range events {
			h.told = append(h.told, e.PresenceChanges)
		}
	})
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() { h.run(done); close(ended) }()
	t.Cleanup(func() { close(done); <-ended })
	return h
}

func (h *hall) come(id, name string) (*person, *Session) { return h.comeBy(id, name, nil) }

// comeBy is come on a connection with a pulse.
func (h *hall) comeBy(id, name string, pulse *Pulse) (*person, *Session) {
	p := &person{id: id, sessions: map[*Session]struct{}{}}
	p.face.Store(&face{})
	s := &Session{via: Web, pulse: pulse}
	return h.enter(p, s, false, func(*person, bool) face { return face{name: name} }), s
}

// after lets d pass and returns what was told since the last call.
func (h *hall) after(d time.Duration) []*PresenceChanges {
	time.Sleep(d)
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	told := h.told
	h.told = nil
	return told
}

func expect(t *testing.T, got []*PresenceChanges, want ...PresenceChanges) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("told %d times, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(*got[i], want[i]) {
			t.Errorf("told %+v, want %+v", *got[i], want[i])
		}
	}
}

func TestPresenceMergesWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.come("1", "ann")
		expect(t, h.after(time.Millisecond), PresenceChanges{Online: 1, Joined: []string{"ann"}})
		h.come("2", "bob")
		_, s := h.come("3", "cat")
		h.leave(s, Quit)
		expect(t, h.after(900*time.Millisecond))
		expect(t, h.after(200*time.Millisecond), PresenceChanges{Online: 2, Joined: []string{"bob"}})
	})
}

// TestComeAndGoneUnseen: who has come and gone before anybody was told was counted by
// those who came between, who are told how many there are.
func TestComeAndGoneUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.come("1", "ann")
		h.after(500 * time.Millisecond)
		_, s := h.come("2", "bob")
		h.leave(s, Quit)
		expect(t, h.after(10*time.Second), PresenceChanges{Online: 1})
	})
}

func TestAbsenceIsAnnouncedAfterItsGrace(t *testing.T) {
	for how, grace := range map[Departure]time.Duration{Lost: 30 * time.Second, Closed: 5 * time.Second, Quit: 0} {
		synctest.Test(t, func(t *testing.T) {
			h := newHall(t)
			_, s := h.come("1", "ann")
			h.after(10 * time.Second)
			h.leave(s, how)
			if grace > 0 {
				expect(t, h.after(grace-time.Millisecond))
			}
			expect(t, h.after(2*time.Millisecond), PresenceChanges{Left: []string{"ann"}})
			if h.names[names.Skeletons("ann")[0]] != nil {
				t.Error("the name is still taken")
			}
		})
	}
}

func TestComingBackIsQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		p, s := h.come("1", "ann")
		h.after(10 * time.Second)
		h.leave(s, Lost)
		h.after(29 * time.Second)
		again, _ := h.come("1", "ann")
		if again != p {
			t.Error("the same person is another now")
		}
		expect(t, h.after(time.Hour))
	})
}

func TestComingBackTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		_, s := h.come("1", "ann")
		h.after(10 * time.Second)
		h.leave(s, Lost)
		expect(t, h.after(31*time.Second), PresenceChanges{Left: []string{"ann"}})
		h.come("1", "ann")
		expect(t, h.after(time.Hour), PresenceChanges{Online: 1, Joined: []string{"ann"}})
	})
}

func TestOnePersonOnTwoDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		_, first := h.come("1", "ann")
		_, second := h.come("1", "ann")
		second.via = SSH
		h.after(10 * time.Second)
		if m, n := h.roster(10); n != 1 || m[0].String() != "ann (web, ssh)" {
			t.Errorf("roster = %v, %d", m, n)
		}
		h.leave(first, Quit)
		expect(t, h.after(time.Hour))
		h.leave(second, Quit)
		expect(t, h.after(time.Second), PresenceChanges{Left: []string{"ann"}})
	})
}

func TestStormIsCutAtFiftyNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.come("first", "first")
		h.after(time.Millisecond)
		for i := range 1000 {
			h.come(fmt.Sprint(i), fmt.Sprint("n", i))
		}
		got := h.after(time.Minute)
		if len(got) != 1 {
			t.Fatalf("told %d times", len(got))
		}
		if g := got[0]; g.Online != 1001 || len(g.Joined) != changedNames || !g.More {
			t.Errorf("told of %d joins, online %d, more %v", len(g.Joined), g.Online, g.More)
		}
	})
}

func TestRenameIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		p, _ := h.come("1", "ann")
		h.after(10 * time.Second)
		rename := func(to string) { h.change(p, func() (face, error) { return face{name: to}, nil }) }
		rename("bea")
		expect(t, h.after(time.Millisecond), PresenceChanges{Online: 1, Renamed: []Rename{{"ann", "bea"}}})
		rename("cleo")
		rename("dora")
		expect(t, h.after(2*time.Second), PresenceChanges{Online: 1, Renamed: []Rename{{"bea", "dora"}}})
	})
}
