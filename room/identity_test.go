package room

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"talktalktalk/room/names"
)

// A ledger is a state and the records that made it.
type ledger struct {
	t *testing.T
	state
	seq Seq
	now time.Time
}

func newLedger(t *testing.T) *ledger {
	return &ledger{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
}

// add takes a record in. The time is what the test has set.
func (l *ledger) add(e entry) effect {
	l.t.Helper()
	body, err := e.encode()
	if err != nil {
		l.t.Fatal(err)
	}
	l.seq++
	return l.apply(Record{Seq: l.seq, Time: l.now, Body: body})
}

// judge adds an act and expects it to be done, or to be refused with want.
func (l *ledger) judge(want Code, e entry) {
	l.t.Helper()
	got := Code("")
	if refused := l.add(e).refused; refused != nil {
		got = refused.Code
	}
	if got != want {
		l.t.Errorf("%s by %s: refused with %q, want %q", e.Kind, e.Owner, got, want)
	}
}

func claiming(who, name string) entry {
	return entry{Kind: kindClaimed, Owner: who, Name: name, Looks: names.Skeletons(name)}
}

func joining(from, to string) entry {
	return entry{Kind: kindLinked, Owner: to, Maker: &device{Cred: to, Kind: SSH}, From: from, Device: &device{Cred: from, Kind: Web}}
}

func saying(who, name string) entry { return entry{Kind: kindSaid, Owner: who, Name: name, Text: "hi"} }

func TestClaims(t *testing.T) {
	l := newLedger(t)
	l.judge("", claiming("ann", "Sam"))
	l.judge("", claiming("ann", "sam")) // hers already
	l.judge(CodeNameReserved, claiming("bob", "sam"))
	l.judge(CodeNameReserved, claiming("bob", "s\u0430m")) // with a Cyrillic letter
	l.judge("", claiming("ann", "one"))
	l.judge("", claiming("ann", "two"))
	l.judge(CodeBadRequest, claiming("ann", "three"))
	l.judge(CodeNotFound, entry{Kind: kindReleased, Owner: "bob", Name: "Sam"})
	l.judge("", entry{Kind: kindReleased, Owner: "ann", Name: "Sam"})
	l.judge("", claiming("bob", "sam"))
	l.judge(CodeNameReserved, claiming("ann", "sam"))
	if !l.Persons.owns("bob", "SAM") || l.Persons.owns("ann", "sam") || !l.Persons.owns("ann", "two") {
		t.Error("the names have other owners")
	}
}

func TestClaimsLapse(t *testing.T) {
	l := newLedger(t)
	l.judge("", claiming("ann", "sam"))
	l.judge("", claiming("cat", "cat"))
	l.now = l.now.Add(claimLapses - time.Hour)
	l.judge("", entry{Kind: kindSeen, Owner: "cat"})
	l.judge(CodeNameReserved, claiming("bob", "sam"))
	l.now = l.now.Add(time.Hour)
	l.judge("", claiming("bob", "sam"))
	l.judge(CodeNameReserved, claiming("bob", "cat"))
	if l.Persons.Identities.has("ann") {
		t.Error("who has nothing left is kept")
	}
	l.now = l.now.Add(2 * claimLapses)
	l.judge("", claiming("dan", "dan"))
	if l.Persons.Identities.size != 1 || l.Persons.Claims.size != 1 {
		t.Errorf("%d people and %d looks are kept, want 1 and 1", l.Persons.Identities.size, l.Persons.Claims.size)
	}
}

// A silentLog takes what it gets, and never answers.
type silentLog struct {
	Log
	taken []entry
}

func (l *silentLog) Submit(_ context.Context, _ string, body []byte) (Outcome, error) {
	l.taken = append(l.taken, decode(body))
	return func(ctx context.Context) (Seq, time.Time, error) {
		<-ctx.Done()
		return 0, time.Time{}, ctx.Err()
	}, nil
}

// TestTouch: that an owner of a name is seen goes into the log once a day, and nobody waits
// for it, so that all come in while the log is silent.
func TestTouch(t *testing.T) {
	l := newLedger(t)
	l.now = time.Now().Add(-2 * seenEvery)
	l.judge("", claiming("ann", "sam"))
	log := &silentLog{}
	r := &Room{log: log}
	r.state.Store(&l.state)
	ann, bob := &person{id: "ann"}, &person{id: "bob"}
	for range 2 {
		r.touch(t.Context(), ann)
		r.touch(t.Context(), bob)
	}
	if len(log.taken) != 1 || log.taken[0].Kind != kindSeen || log.taken[0].Owner != "ann" {
		t.Errorf("the log has %+v, want that ann was seen", log.taken)
	}
}

func TestLinks(t *testing.T) {
	l := newLedger(t)
	l.judge("", claiming("ann", "Sam"))
	l.judge("", claiming("phone", "phone"))
	l.add(saying("phone", "phone"))
	did := l.add(joining("phone", "ann"))
	if did.refused != nil || did.event == nil || did.event.Merge != (Merge{"phone", "ann"}) {
		t.Fatalf("joining did %+v", did)
	}
	p := &l.Persons
	if p.holder("phone") != "ann" || p.resolve("phone") != "ann" || p.holder("ann") != "ann" {
		t.Error("phone is not ann's")
	}
	if !p.owns("ann", "phone") || !p.owns("ann", "sam") {
		t.Error("ann has not the claims of both")
	}
	if e := l.dress(&Event{Kind: Said, Owner: "phone"}); e.Owner != "ann" {
		t.Errorf("what phone said is %s's", e.Owner)
	}
	if len(l.Writers) != 1 || l.Writers[0].Who != "ann" {
		t.Errorf("wrote lately: %v", l.Writers)
	}
	l.judge("", joining("phone", "ann")) // is done
	l.judge("", joining("desk", "phone"))
	if p.holder("desk") != "ann" {
		t.Errorf("desk joined an alias and is %s", p.holder("desk"))
	}
	if d := p.Identities.get("ann").Devices; len(d) != 3 || !d[0].Rights || d[1].Rights || d[2].Rights {
		t.Errorf("the devices are %+v", d)
	}
}

func TestUnlink(t *testing.T) {
	l := newLedger(t)
	l.judge(CodeNotFound, entry{Kind: kindUnlinked, Owner: "ann", Creds: []string{"ann"}})
	l.judge("", joining("phone", "ann"))
	l.judge("", claiming("ann", "sam"))
	l.judge(CodeNotFound, entry{Kind: kindUnlinked, Owner: "bob", Creds: []string{"phone"}})
	l.judge(CodeBadRequest, entry{Kind: kindUnlinked, Owner: "ann", Creds: []string{"phone", "ann"}})
	l.judge("", entry{Kind: kindUnlinked, Owner: "ann", Creds: []string{"ann"}})
	p := &l.Persons
	fresh := p.holder("ann")
	if fresh == "ann" || fresh == "phone" || p.holder("phone") != "ann" || p.resolve("phone") != "ann" || !p.owns("ann", "sam") {
		t.Errorf("the key is %s, the phone %s", fresh, p.holder("phone"))
	}
	l.judge(CodeNotFound, joining("phone", "ann")) // which made the code and is somebody else
	l.judge("", entry{Kind: kindLinked, Owner: "ann", Maker: &device{Cred: "phone"}, From: fresh, Device: &device{Cred: "ann"}})
	if p.holder("ann") != "ann" || p.resolve(fresh) != "ann" {
		t.Errorf("the key came back as %s", p.holder("ann"))
	}
	l.judge("", entry{Kind: kindUnlinked, Owner: "ann", Creds: []string{"ann"}})
	if again := p.holder("ann"); again == "ann" || again == fresh {
		t.Errorf("parted again, the key is %s", again)
	}
}

func TestLinksHaveBounds(t *testing.T) {
	l := newLedger(t)
	for i := range devicesMost - 1 {
		l.judge("", joining(fmt.Sprint("d", i), "ann"))
	}
	l.judge(CodeBadRequest, joining("more", "ann"))
	if l.Persons.holder("more") != "more" {
		t.Error("it is joined all the same")
	}
}

func TestRemarks(t *testing.T) {
	l := newLedger(t)
	remark := func(who, name string) string { return l.add(saying(who, name)).event.Note }
	for _, step := range []struct {
		after     time.Duration
		who, name string
		want      string
	}{
		{0, "ann", "sam", ""},
		{0, "ann", "sam", ""},
		{time.Hour, "bob", "Sam", "not the Sam of earlier today"},
		{0, "bob", "sam", ""},
		{24 * time.Hour, "ann", "sam", "not the sam of yesterday"},
		{6 * 24 * time.Hour, "cat", "sam", "not the sam of 21 Nov"},
		{7 * 24 * time.Hour, "dan", "sam", ""},
		{0, "eve", "eve", ""},
	} {
		l.now = l.now.Add(step.after)
		if got := remark(step.who, step.name); got != step.want {
			t.Errorf("%s says something as %s at %v: %q, want %q", step.who, step.name, l.now, got, step.want)
		}
	}
	l.judge("", joining("eve", "dan"))
	if got := remark("eve", "sam"); got != "" {
		t.Errorf("one person at two devices: %q", got)
	}
	if e := l.dress(&Event{Seq: 3}); e.Note != "not the Sam of earlier today" {
		t.Errorf("read again, the remark is %q", e.Note)
	}
}

func TestUsesAreBounded(t *testing.T) {
	l := newLedger(t)
	for i := range 3 * usesMost {
		l.now = l.now.Add(time.Millisecond)
		l.add(saying("ann", fmt.Sprint("n", i)))
		l.add(saying("bob", fmt.Sprint("n", i)))
	}
	if n := len(l.Uses); n > usesMost {
		t.Errorf("%d names are kept, want %d at most", n, usesMost)
	}
	if n := len(l.Remarks); n != notesMost {
		t.Errorf("%d remarks are kept, want %d", n, notesMost)
	}
	if got := l.add(saying("cat", fmt.Sprint("n", 3*usesMost-1))).event.Note; got == "" {
		t.Error("the newest name is forgotten")
	}
}

// A table never changes.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var now table[int]
	want := map[string]int{}
	var former []table[int]
	var wanted []map[string]int
	for i := range 2000 {
		key := fmt.Sprint(rng.IntN(300))
		if rng.IntN(3) == 0 {
			now = now.without(key)
			delete(want, key)
		} else {
			now = now.with(key, i)
			want[key] = i
		}
		if i%100 == 0 {
			former = append(former, now)
			copied := map[string]int{}
			for k, v := range want {
				copied[k] = v
			}
			wanted = append(wanted, copied)
		}
	}
	for i, table := range former {
		got := map[string]int{}
		for k, v := range table.all() {
			got[k] = v
		}
		if !reflect.DeepEqual(got, wanted[i]) || table.size != len(got) {
			t.Fatalf("table %d has %d of size %d, want %d", i, len(got), table.size, len(wanted[i]))
		}
	}
	b, err := now.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var read table[int]
	if err := read.UnmarshalJSON(b); err != nil || read.size != now.size || !slices.Equal(sorted(read), sorted(now)) {
		t.Errorf("read back: %v, %v", read.size, err)
	}
}

func sorted(t table[int]) (keys []string) {
	for k := range t.all() {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
