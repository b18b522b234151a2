package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// afterKill tells whether an act that was answered holds when the server was
// killed and has started again, where that is not seen as in TestOrderTable.
var afterKill = map[string]func(sc *scene) bool{
	"kick": func(sc *scene) bool {
		return sc.arrives() == "" && strings.Contains(sc.must("/log 1"), sc.name()+" was sent out by admin: go")
	},
	"ban":    func(sc *scene) bool { return sc.arrives() == "banned" },
	"delete": func(sc *scene) bool { return !sc.reads("to be deleted") },
	"purge":  func(sc *scene) bool { return !sc.reads("to be purged") },
	"topic": func(sc *scene) bool {
		b, welcome := browse(sc.t, sc.s, object{Name: "looker"})
		defer b.cut()
		return welcome.Topic == "all about "+sc.name()
	},
}

// reads tells whether somebody new reads a text.
func (sc *scene) reads(text string) bool {
	b, _ := browse(sc.t, sc.s, object{Name: "looker"})
	defer b.cut()
	return slices.ContainsFunc(b.history(), func(m object) bool { return m.Text == text })
}

// TestOrderKilled kills the server right after each act was answered: it holds
// after the start, and so does what was done before.
func TestOrderKilled(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	args := []string{"--flood=10000/5s"}
	s := startOn(t, data, args...)
	sc := &scene{t: t, s: s}
	secret := s.secret()
	again := func() {
		boss, _ := browse(t, sc.s, object{Name: secret})
		sc.boss = &orderer{browser: boss}
		sc.watcher, _ = browse(t, sc.s, object{Name: "watcher"})
	}
	again()
	acts := 0
	for _, a := range attempts {
		if a.holds == nil {
			continue
		}
		sc.enterSam()
		line := a.before(sc)
		acts = sc.number0()
		sc.must(line)
		sc.s.kill()
		sc.s = startOn(t, data, args...)
		again()
		holds := afterKill[a.word]
		if holds == nil {
			holds = a.holds
			sc.sam = browseFrom(t, sc.s, sc.home, nil, object{Token: sc.token})
			sc.sam.await("welcome", func(o object) bool { return o.Type == "welcome" })
		}
		if n := sc.number(); n != acts+1 {
			t.Errorf("after %s and a kill the newest act is %d, want %d", line, n, acts+1)
		}
		if !holds(sc) {
			t.Errorf("%s does not hold after a kill; %s", line, sc.must("/log 5"))
		}
		for _, line := range []string{"/slow off", "/lock off"} {
			sc.must(line)
		}
	}
	if bans := sc.must("/bans"); !strings.Contains(bans, "sam") {
		t.Errorf("in the end banned are %s", bans)
	}
}
