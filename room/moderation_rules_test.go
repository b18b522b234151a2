package room

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// ordering is an act of ann's, who is an admin.
func ordering(k kind, d deed) entry {
	return entry{Kind: k, Owner: "ann", Name: "ann", Admin: true, Deed: &d}
}

// do adds an act that must be done, and returns its number.
func (l *ledger) do(k kind, d deed) int {
	l.t.Helper()
	l.judge("", ordering(k, d))
	return l.Order.N
}

const minute = int64(60_000)

// someOrder is one of a few acts against a few people, allowed or not.
func someOrder(rng *rand.Rand, acts int) entry {
	kinds := []kind{
		kindKicked, kindMuted, kindUnmuted, kindBanned, kindUnbanned, kindRemoved, kindPurged, kindSlowed, kindLocked,
		kindTopic, kindUndone, kindRefused, kindErased, kindSwept,
	}
	person := func() string { return fmt.Sprint("p", rng.IntN(8)) }
	e := entry{Kind: kinds[rng.IntN(len(kinds))], Owner: person(), Name: "ann", Admin: rng.IntN(4) > 0, Deed: &deed{
		Whom: person(), Whoms: []string{person(), person()}, Name: "sam", Spare: rng.IntN(9) == 0, Creds: []string{person()},
		Nets: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")},
		Span: int64(rng.IntN(3)) * 24 * 60 * minute, Off: rng.IntN(3) == 0, Why: "why", Of: rng.IntN(acts/3 + 1),
	}}
	e.Of, e.N = Seq(e.Deed.Of), e.Deed.Of
	if e.Kind == kindSwept && rng.IntN(2) == 0 {
		e.Deed.Whom = ""
	}
	return e
}

// What is not allowed changes nothing, and is in /log.
func TestOnlyAdminsOrder(t *testing.T) {
	for k := range rules {
		l := newLedger(t)
		l.do(kindMuted, deed{Whom: "sam", Name: "sam"})
		n := l.do(kindBanned, deed{Whom: "bob", Name: "bob"})
		before := fmt.Sprint(l.Order.Mutes, l.Order.Bans, l.Order.Topic, l.Order.Slow, l.Order.Lock, l.Order.Purges, l.Order.Acts)
		d := deed{Whom: "sam", Name: "sam", Of: n, Span: minute, Why: "so"}
		did := l.add(entry{Kind: k, Owner: "eve", Name: "eve", Deed: &d})
		if did.refused == nil || did.refused.Code != CodeForbidden || did.event != nil || did.removal != nil {
			t.Errorf("%s by eve did %+v", k, did)
		}
		if now := fmt.Sprint(l.Order.Mutes, l.Order.Bans, l.Order.Topic, l.Order.Slow, l.Order.Lock, l.Order.Purges, l.Order.Acts); now != before {
			t.Errorf("%s by eve made of %s %s", k, before, now)
		}
		if last := l.Order.latest(1); len(last) != 1 || last[0].N != 3 || last[0].Refused != CodeForbidden || !strings.HasPrefix(last[0].sentence(), "refused: ") {
			t.Errorf("%s by eve is in the log as %+v", k, last)
		}
	}
}

func TestNobodyShutsOutAnAdmin(t *testing.T) {
	l := newLedger(t)
	for _, k := range []kind{kindKicked, kindMuted, kindBanned, kindPurged} {
		l.judge(CodeForbidden, ordering(k, deed{Whom: "cat", Name: "cat", Spare: true}))
	}
	for _, k := range []kind{kindKicked, kindMuted, kindBanned} {
		l.judge(CodeForbidden, ordering(k, deed{Whom: "ann", Name: "ann", Spare: true}))
	}
	l.do(kindPurged, deed{Whom: "ann", Name: "ann", Spare: true})
	l.do(kindUnmuted, deed{Whom: l.muteOf("bob"), Name: "bob"})
}

func (l *ledger) muteOf(who string) string { l.do(kindMuted, deed{Whom: who, Name: who}); return who }

func (l *ledger) isMuted(who string) bool {
	_, is := l.Order.muted(who, netip.Addr{}, l.Persons.resolve, l.now)
	return is
}

func TestMutesLast(t *testing.T) {
	l := newLedger(t)
	l.do(kindMuted, deed{Whom: "sam", Name: "sam", Span: 10 * minute})
	l.now = l.now.Add(10*time.Minute - time.Second)
	if !l.isMuted("sam") || l.isMuted("bob") {
		t.Error("sam may write too early, or bob may not")
	}
	l.judge("", joining("sam", "max"))
	if !l.isMuted("max") {
		t.Error("joined with max, sam may write")
	}
	l.now = l.now.Add(time.Second)
	if l.isMuted("max") {
		t.Error("it does not end")
	}
	l.do(kindMuted, deed{Whom: "sam", Name: "sam"})
	l.now = l.now.Add(1000 * time.Hour)
	if !l.isMuted("max") || len(l.Order.Mutes) != 1 {
		t.Errorf("for ever is over, or what was over is kept: %v", l.Order.Mutes)
	}
	l.do(kindUnmuted, deed{Whom: "max", Name: "max"})
	l.judge(CodeNotFound, ordering(kindUnmuted, deed{Whom: "max", Name: "max"}))
}

func TestBansConcern(t *testing.T) {
	l := newLedger(t)
	home := netip.MustParsePrefix("2001:db8:1:2::/64")
	n := l.do(kindBanned, deed{Whom: "sam", Name: "sam", Creds: []string{"key", "phone"}, Nets: []netip.Prefix{home}, Span: minute})
	at := func(who, cred, addr string) bool {
		_, is := l.Order.banned(who, cred, netip.MustParseAddr(addr), l.Persons.resolve, l.now)
		return is
	}
	for _, one := range []struct {
		who, cred, addr string
		want            bool
	}{
		{"sam", "sam", "192.0.2.9", true},
		{"new", "phone", "192.0.2.9", true},
		{"new", "new", "2001:db8:1:2:3::9", true},
		{"new", "new", "2001:db8:1:3::9", false},
	} {
		if got := at(one.who, one.cred, one.addr); got != one.want {
			t.Errorf("banned(%v) = %v", one, got)
		}
	}
	l.judge("", joining("sam", "max"))
	if !at("max", "max", "192.0.2.9") {
		t.Error("joined with max, sam comes in")
	}
	l.judge(CodeNotFound, ordering(kindUnbanned, deed{Of: n + 1}))
	m := l.do(kindUnbanned, deed{Of: n})
	if at("max", "max", "192.0.2.9") {
		t.Error("the ban is not ended")
	}
	l.do(kindUndone, deed{Of: m})
	if !at("max", "phone", "192.0.2.9") {
		t.Error("the ban is not there again")
	}
	l.now = l.now.Add(time.Minute)
	if at("max", "phone", "192.0.2.9") {
		t.Error("the ban does not end")
	}
}

// What is undone is as if it had not been, unless something newer is in its place.
func TestUndo(t *testing.T) {
	l := newLedger(t)
	first := l.do(kindTopic, deed{Why: "one"})
	second := l.do(kindTopic, deed{Why: "two"})
	l.judge(CodeForbidden, ordering(kindUndone, deed{Of: first}))
	l.do(kindUndone, deed{Of: second})
	if l.Order.Topic.Text != "one" {
		t.Errorf("the topic is %+v", l.Order.Topic)
	}
	l.judge(CodeForbidden, ordering(kindUndone, deed{Of: second}))
	l.do(kindUndone, deed{Of: first})
	if l.Order.Topic.Text != "" {
		t.Errorf("the topic is %+v", l.Order.Topic)
	}
	locked := l.do(kindLocked, deed{Span: minute})
	slowed := l.do(kindSlowed, deed{Span: minute})
	l.do(kindUndone, deed{Of: locked})
	l.do(kindUndone, deed{Of: slowed})
	if l.Order.locked("new", l.now) || l.Order.Slow.Span != 0 {
		t.Errorf("locked %+v, slowed %+v", l.Order.Lock, l.Order.Slow)
	}
	mute := l.do(kindMuted, deed{Whom: "sam", Name: "sam", Span: minute})
	longer := l.do(kindMuted, deed{Whom: "sam", Name: "sam"})
	l.do(kindUndone, deed{Of: longer})
	l.do(kindUndone, deed{Of: mute})
	if l.isMuted("sam") {
		t.Error("sam is muted yet")
	}
	for _, k := range []kind{kindKicked, kindPurged, kindRemoved} {
		l.judge(CodeForbidden, ordering(kindUndone, deed{Of: l.do(k, deed{Whom: "sam", Name: "sam"})}))
	}
	last := l.do(kindLocked, deed{})
	l.now = l.now.Add(undoWithin + time.Second)
	l.judge(CodeTooLate, ordering(kindUndone, deed{Of: last}))
	l.judge(CodeNotFound, ordering(kindUndone, deed{Of: 999}))
}

// Who wrote before a lock may go on, whoever comes in whatever numbers.
func TestLockKnowsWhoWrote(t *testing.T) {
	l := newLedger(t)
	for range 3 {
		l.add(saying("ann", "ann"))
		l.now = l.now.Add(24 * time.Hour)
	}
	for i := range 3 * knownMost {
		l.add(saying(fmt.Sprint("raider", i), "raider"))
	}
	l.add(saying("bob", "bob"))
	l.do(kindLocked, deed{Span: 10 * minute})
	if l.Order.locked("ann", l.now) || l.Order.locked("bob", l.now) || !l.Order.locked("new", l.now) {
		t.Error("the lock concerns others")
	}
	l.judge("", joining("ann", "new"))
	if l.Order.locked("new", l.now) {
		t.Error("joined with new, ann may not write")
	}
	if n := l.Order.Known.People.size; n > knownMost {
		t.Errorf("%d people are kept", n)
	}
	l.now = l.now.Add(10 * time.Minute)
	if l.Order.locked("another", l.now) {
		t.Error("it does not end")
	}
}

// A purge takes what was said until then, of that person alone, also when who
// said it becomes somebody else.
func TestPurgeHides(t *testing.T) {
	l := newLedger(t)
	l.judge("", joining("phone", "sam"))
	var seqs []Seq
	for _, who := range []string{"sam", "phone", "bob", "sam"} {
		l.add(saying(who, who))
		seqs = append(seqs, l.seq)
	}
	e := ordering(kindPurged, deed{Whom: "phone", Name: "sam"})
	e.Of = seqs[1]
	did := l.add(e)
	if did.event == nil || fmt.Sprint(did.event.Purge) != fmt.Sprint(Purge{Who: []string{"sam"}, From: seqs[1], To: l.seq}) {
		t.Fatalf("the purge did %+v", did)
	}
	number := l.Order.N
	l.add(saying("sam", "sam"))
	seqs = append(seqs, l.seq)
	l.judge("", joining("sam", "bob"))
	hidden := func() (got []bool) {
		for i, owner := range []string{"sam", "phone", "bob", "sam", "sam"} {
			got = append(got, l.dress(&Event{Kind: Said, Seq: seqs[i], Owner: owner, Text: "hi"}).Deleted)
		}
		return got
	}
	if got := fmt.Sprint(hidden()); got != "[false true false true false]" {
		t.Errorf("deleted are %s", got)
	}
	if e := l.purgedSince(seqs[2]); len(e) != 1 || e[0].Purge.Who[0] != "bob" {
		t.Errorf("who comes back is told %+v", e)
	}
	l.add(entry{Kind: kindErased, N: number})
	if got := fmt.Sprint(hidden()); got != "[false false false false false]" {
		t.Errorf("when the texts are gone, the state still hides %s", got)
	}
	if len(l.purgedSince(seqs[2])) != 1 || len(l.purgedSince(l.seq)) != 0 {
		t.Error("who comes back is not told, or is told of what they have not seen")
	}
}

func TestOrderIsBounded(t *testing.T) {
	l := newLedger(t)
	for i := range max(mutesMost, bansMost, actsMost) + 10 {
		l.add(ordering(kindMuted, deed{Whom: fmt.Sprint("m", i), Name: "m"}))
		l.add(ordering(kindBanned, deed{Whom: fmt.Sprint("b", i), Name: "b"}))
	}
	for range triesMost + 10 {
		l.add(entry{Kind: kindRefused, Owner: "eve", Name: "eve", Deed: &deed{Why: "/kick"}})
	}
	o := l.Order
	if len(o.Mutes) != mutesMost || len(o.Bans) != bansMost || len(o.Acts) != actsMost || len(o.Tries) != triesMost {
		t.Errorf("%d mutes, %d bans, %d acts and %d tries are kept", len(o.Mutes), len(o.Bans), len(o.Acts), len(o.Tries))
	}
	for range purgesMost {
		l.do(kindPurged, deed{Whom: "sam", Name: "sam"})
	}
	l.judge(CodeForbidden, ordering(kindPurged, deed{Whom: "sam", Name: "sam"}))
	l.add(entry{Kind: kindErased, N: o.N + 1})
	l.do(kindPurged, deed{Whom: "sam", Name: "sam"})
}

func TestSpansInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Second: "30 s", 90 * time.Second: "90 s", 10 * time.Minute: "10 m", 2 * time.Hour: "2 h", 7 * 24 * time.Hour: "7 d",
	} {
		if got := SpanText(d); got != want {
			t.Errorf("SpanText(%v) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		1500 * time.Millisecond: "2 s", 9*time.Minute + time.Second: "10 m", 25 * time.Hour: "25 h", 49 * time.Hour: "3 d",
	} {
		if got := LeftText(d); got != want {
			t.Errorf("LeftText(%v) = %q, want %q", d, got, want)
		}
	}
}
