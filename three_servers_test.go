package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"talktalktalk/cluster/natstest"
)

// threeServers are servers of one room.
type threeServers struct {
	t       *testing.T
	servers []*process
	again   func(s *process) *process
}

// TestThreeServers: what one server alone would see to, three see to together.
func TestThreeServers(t *testing.T) {
	nats := natstest.Start(t)
	again := func(s *process) *process {
		return startWith(t, []string{secretVariable + "=" + sharedSecret}, s.data, "--cluster="+nats.URLs, "--flood=10/1h")
	}
	room := &threeServers{t: t, again: again}
	for i := range 3 {
		room.servers = append(room.servers, again(&process{data: filepath.Join(t.TempDir(), fmt.Sprint(i))}))
	}
	t.Run("Names", room.names)
	t.Run("Flood", room.flood)
	t.Run("SameID", func(t *testing.T) { room.sameID(t, nats) })
}

// askAgain is how long to wait before people are listed again, which has a budget.
const askAgain = 20 * time.Millisecond

// agree waits until all list the same people, so many as there are, and says how long
// that took.
func (r *threeServers) agree(t *testing.T, by []*browser, n int) (names []string, took time.Duration) {
	t.Helper()
	begun, ctx := time.Now(), withPatience(t)
	for i := 0; ; i++ {
		lists := map[string]bool{}
		for _, b := range by {
			names = names[:0]
			id := fmt.Sprint("people", i)
			b.send(object{Type: "people", ID: id})
			for _, p := range b.answer(id).People {
				names = append(names, p.Name)
			}
			lists[fmt.Sprint(names)] = true
		}
		if len(lists) == 1 && len(names) == n {
			return slices.Clone(names), time.Since(begun)
		}
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			t.Fatalf("the servers list %v, want the same %d everywhere", slices.Sorted(maps.Keys(lists)), n)
		}
	}
}

// names: a name is one person's, at whichever server.
func (r *threeServers) names(t *testing.T) {
	var all []*browser
	for i, name := range []string{"ann", "bob", "cat"} {
		b, _ := browse(t, r.servers[i], object{Name: name})
		all = append(all, b)
	}
	_, took := r.agree(t, all, 3)
	t.Logf("three came, and all list them after %v", took)
	dan, welcome := browse(t, r.servers[2], object{Name: "ann"})
	if welcome.Name != "ann2" {
		t.Errorf("a second ann elsewhere is %q, want ann2", welcome.Name)
	}
	dan.send(object{Type: "name", ID: "n", Name: "bob"})
	if o := dan.answer("n"); o.Name != "bob2" {
		t.Errorf("she takes a name that is another's elsewhere: %+v", o)
	}
	dan.cut()
	r.crossed(t, all)
}

// crossed: of those who take one name at the same moment who has the smallest id keeps it,
// and the others are told another.
func (r *threeServers) crossed(t *testing.T, watching []*browser) {
	const each = 5
	var work sync.WaitGroup
	var came [3 * each]*browser
	var welcomes [3 * each]object
	for i := range came {
		work.Go(func() {
			came[i], welcomes[i] = browse(t, r.servers[i%3], object{Name: "max" + string('a'+rune(i/3))})
		})
	}
	work.Wait()
	names, took := r.agree(t, watching, 4+len(came)) // dan's place is held for a while
	t.Logf("all list those who came at once after %v: %v", took, names)
	if slices.Sort(names); len(slices.Compact(names)) != 4+len(came) {
		t.Errorf("two have one name: %v", names)
	}
	crossed := 0
	for i := 0; i < len(came); i += 3 {
		wished := "max" + string('a'+rune(i/3))
		var had []string
		for _, w := range welcomes[i : i+3] {
			if w.Name == wished {
				had = append(had, w.Who)
			}
		}
		slices.Sort(had)
		crossed += len(had) - 1
		for j, w := range welcomes[i : i+3] {
			if w.Name != wished || w.Who == had[0] {
				continue
			}
			if told := came[i+j].await("new name", func(o object) bool { return o.Type == "named" }); told.Name == wished {
				t.Errorf("she is told that she is %s, which another keeps", told.Name)
			}
		}
	}
	t.Logf("%d names crossed", crossed)
	for _, b := range came {
		b.cut()
	}
}

// flood: one person's messages through three servers are counted together.
func (r *threeServers) flood(t *testing.T) {
	const each = 20
	first, welcome := browse(t, r.servers[0], object{Name: "max"})
	all := []*browser{first}
	for _, s := range r.servers[1:] {
		b, again := browse(t, s, object{Token: welcome.Token})
		if again.Who != welcome.Who {
			t.Fatalf("at another server she is %+v, want %+v", again, welcome)
		}
		all = append(all, b)
	}
	begun := time.Now()
	for n := range each {
		for i, b := range all {
			b.send(object{Type: "say", ID: fmt.Sprintf("f%d-%d", i, n), Text: fmt.Sprintf("flood %d %d", i, n)})
		}
	}
	sent := time.Since(begun)
	stored := 0
	for i, b := range all {
		for n := range each {
			if o := b.answer(fmt.Sprintf("f%d-%d", i, n)); o.Type == "stored" {
				stored++
			}
		}
	}
	t.Logf("%d messages sent in %v and answered after %v", len(all)*each, sent, time.Since(begun))
	if stored != 10 {
		t.Errorf("%d messages are stored, want 10", stored)
	}
	for _, b := range all {
		b.cut()
	}
}

// sameID: one id of one person is one message, at whichever servers, at once, and
// when they and all that NATS remembers of ids are gone.
func (r *threeServers) sameID(t *testing.T, nats *natstest.Cluster) {
	nats.ForgetIDs(t)
	_, welcome := browse(t, r.servers[0], object{Name: "ida"})
	said := func() (numbers map[uint64]bool) {
		var work sync.WaitGroup
		var mu sync.Mutex
		numbers = map[uint64]bool{}
		for _, s := range r.servers {
			work.Go(func() {
				b, _ := browse(t, s, object{Token: welcome.Token})
				defer b.cut()
				seq := b.say("the-same", "once")
				mu.Lock()
				defer mu.Unlock()
				numbers[seq] = true
			})
		}
		work.Wait()
		return numbers
	}
	before := said()
	for i, s := range r.servers {
		s.stop()
		r.servers[i] = r.again(s)
	}
	if after := said(); len(before) != 1 || !maps.Equal(before, after) {
		t.Errorf("one id has the numbers %v, and after a restart %v", before, after)
	}
	reader, _ := browse(t, r.servers[1], object{Token: welcome.Token})
	found := 0
	for _, m := range reader.history() {
		if m.Text == "once" {
			found++
		}
	}
	if found != 1 {
		t.Errorf("it is %d messages", found)
	}
}
