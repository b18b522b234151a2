package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestSilentCut cuts the network of people at both doors without a word, so that no
// server can know. Nobody sees anything of those who are back within 30 s, though two
// of them had long been idle. Of the others all see one leave and one join (B9, B36).
// A machine so busy that they are back too late is given other chances.
func TestSilentCut(t *testing.T) {
	t.Parallel()
	for range 3 {
		inTime := false
		t.Run("cut", func(t *testing.T) { inTime = silentCut(t) })
		if inTime || t.Failed() {
			return
		}
	}
	t.Fatal("nobody is ever back within 30 s")
}

// silentCut says whether those who come back soon did so in time. It looks no further
// otherwise.
func silentCut(t *testing.T) (inTime bool) {
	s := start(t)
	web, ssh := lay(t, s.web), lay(t, s.ssh)
	outside := *s
	outside.web, outside.ssh = web.l.Addr().String(), ssh.l.Addr().String()

	watchers := map[string]guest{"page": newWebGuest(t, "eve"), "terminal": &sshGuest{t: t, name: "joe", key: newKey(t)}}
	for _, w := range watchers {
		w.enter(s)
	}
	idle := []guest{newWebGuest(t, "fay"), &sshGuest{t: t, name: "gus", key: newKey(t)}}
	soon := []guest{newWebGuest(t, "ann"), &sshGuest{t: t, name: "bob", key: newKey(t)}}
	late := []guest{newWebGuest(t, "cat"), &sshGuest{t: t, name: "dan", key: newKey(t)}}
	for _, g := range idle {
		g.enter(&outside)
	}
	see := func(all ...string) { t.Helper(); allSee(t, watchers, all...) }
	see("fay joined", "gus joined")
	pass := func(d time.Duration, since time.Time) {
		for time.Since(since) < d {
			fiveSecondsPass(t, s, see)
		}
	}
	pass(14*time.Second, time.Now()) // until none watches them
	for _, g := range slices.Concat(soon, late) {
		g.enter(&outside)
	}
	see("ann joined", "bob joined", "cat joined", "dan joined")
	begin := time.Now()
	web.cut()
	ssh.cut()
	pass(10*time.Second, begin) // and more where the machine is busy
	for _, g := range slices.Concat(idle, soon) {
		g.enter(&outside)
	}
	if away := time.Since(begin); away > 25*time.Second {
		t.Logf("they were away for %v", away)
		return false
	}
	pass(32*time.Second, begin)
	for _, g := range late {
		g.enter(&outside)
	}
	see("cat left", "dan left", "cat joined", "dan joined")
	fiveSecondsPass(t, s, see)
	want := []string{"ann joined", "bob joined", "cat joined", "cat joined", "cat left", "dan joined", "dan joined", "dan left", "fay joined", "gus joined"}
	for door, w := range watchers {
		got := comings(w)
		if !slices.Equal(got, want) {
			t.Errorf("at the %s they see %v, want %v", door, got, want)
		}
	}
	return true
}

// allSee waits until each of the watchers has seen all the news.
func allSee(t *testing.T, watchers map[string]guest, all ...string) {
	t.Helper()
	for _, news := range all {
		for door, w := range watchers {
			if _, err := w.sees().find(withPatience(t), func(seen string) bool { return seen == news }); err != nil {
				t.Fatalf("at the %s nobody sees %q: %v", door, news, err)
			}
		}
	}
}

// comings is, sorted, who came and went as w saw it, but for those who only watch.
func comings(w guest) []string {
	news := slices.DeleteFunc(w.sees().all(), func(news string) bool {
		return !strings.HasSuffix(news, " joined") && !strings.HasSuffix(news, " left") ||
			slices.Contains([]string{"eve", "joe", "clock"}, news[:strings.IndexByte(news, ' ')])
	})
	return slices.Sorted(slices.Values(news))
}

// fiveSecondsPass returns when all have seen somebody leave who has closed a tab: it
// takes that long, and they have seen whatever came before.
func fiveSecondsPass(t *testing.T, s *process, see func(all ...string)) {
	t.Helper()
	clock, _ := browse(t, s, object{Name: "clock"})
	see("clock joined")
	end := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
	if err := clock.conn.WriteControl(websocket.CloseMessage, end, time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	see("clock left")
}
