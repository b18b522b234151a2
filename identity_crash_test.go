package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKillAfterClaim kills the server the moment that a claim, a link or an
// unlink is answered: it holds after the start.
func TestKillAfterClaim(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for round := range 2 {
		name := fmt.Sprint("ann", round)
		s := startOn(t, data, "--flood=off")
		ann, welcome := browse(t, s, object{Name: name})
		_, former := browse(t, s, object{Name: "phone"})
		ann.send(object{Type: "say", ID: "claim", Text: "/claim"})
		if o := ann.answer("claim"); o.Type != "notice" {
			t.Fatalf("/claim is answered by %+v", o)
		}
		s.kill()

		s = startOn(t, data, "--flood=off")
		if _, w := browse(t, s, object{Name: name}); w.Name == name {
			t.Errorf("somebody else is %s", w.Name)
		}
		ann, again := browse(t, s, object{Token: welcome.Token})
		if again.Name != name || !again.Claimed || again.Who != welcome.Who {
			t.Errorf("%s comes back as %+v", name, again)
		}
		phone, _ := browse(t, s, object{Token: former.Token})
		ann.send(object{Type: "say", ID: "link", Text: "/link"})
		link := ann.answer("link")
		if !strings.HasSuffix(link.URL, "/#link="+link.Code) {
			t.Errorf("the code is %s, the page %s", link.Code, link.URL)
		}
		phone.send(object{Type: "say", ID: "enter", Text: "/link " + link.Code})
		phone.answer("enter")
		s.kill()

		s = startOn(t, data, "--flood=off")
		ann, _ = browse(t, s, object{Token: welcome.Token})
		if _, w := browse(t, s, object{Token: former.Token}); w.Who != welcome.Who || !w.Claimed {
			t.Errorf("the phone comes back as %+v", w)
		}
		ann.send(object{Type: "say", ID: "unlink", Text: "/unlink others"})
		ann.answer("unlink")
		s.kill()

		s = startOn(t, data, "--flood=off")
		if _, w := browse(t, s, object{Token: former.Token}); w.Who == welcome.Who || w.Who == former.Who || w.Claimed {
			t.Errorf("unlinked, the phone comes back as %+v", w)
		}
		s.stop()
	}
}

// TestCutForLong cuts people at both doors without a word: their absence is told
// once, no sooner than 30 s later, and so is their return (B9, B36).
func TestCutForLong(t *testing.T) {
	t.Parallel()
	s := start(t)
	watcher, _ := browse(t, s, object{Name: "watcher"})
	page, terminal := newWebGuest(t, "ann"), &sshGuest{t: t, name: "bob", key: newKey(t)}
	for _, g := range []guest{page, terminal} {
		g.enter(s)
	}
	wantAll(watcher, func(o object) []string { return o.Joined })
	at := time.Now()
	for _, g := range []guest{page, terminal} {
		g.cut()
	}
	wantAll(watcher, func(o object) []string { return o.Left })
	if away := time.Since(at); away < 29*time.Second {
		t.Errorf("they were gone after %v", away)
	}
	for _, g := range []guest{page, terminal} {
		g.enter(s)
	}
	wantAll(watcher, func(o object) []string { return o.Joined })
}

// wantAll waits until both who were cut are told of.
func wantAll(watcher *browser, names func(object) []string) {
	told := func(o object) []string {
		return slices.DeleteFunc(slices.Clone(names(o)), func(name string) bool { return name == "watcher" })
	}
	var all []string
	for len(all) < 2 {
		all = append(all, told(watcher.await("presence", func(o object) bool { return len(told(o)) > 0 }))...)
	}
	slices.Sort(all)
	if !slices.Equal(all, []string{"ann", "bob"}) {
		watcher.t.Errorf("told of %v, want ann and bob once", all)
	}
}
