package search_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
	"talktalktalk/room/roomtest/chatter"
)

// Another process is told by these where it is to write until it is killed, and how much.
const (
	victimVariable = "TALK_SEARCH_VICTIM"
	amountVariable = "TALK_SEARCH_AMOUNT"
)

// amount is how many messages the tests make, 100 000 if somebody asks for it.
func amount(usual int) int {
	n, err := strconv.Atoi(os.Getenv(amountVariable))
	if err != nil {
		return usual
	}
	return n
}

// beVictim says so many messages more, and edits and deletes others meanwhile.
func beVictim(dir string) {
	p, err := openPlace(dir, 0)
	if err == nil {
		err = p.talk(rand.Uint64(), amount(0))
	}
	if err == nil {
		err = p.close()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// talk puts n messages into the log, and amends every twentieth or so of it.
func (p *place) talk(seed uint64, n int) error {
	ctx := context.Background()
	talk, random := chatter.New(1+seed%3), rand.New(rand.NewPCG(seed, 0))
	for range seed % 5000 {
		talk.Next()
	}
	var outcome room.Outcome
	for range n {
		var err error
		if outcome, err = p.log.Submit(ctx, "", talk.Next().Body()); err != nil {
			return err
		}
		if random.IntN(20) > 0 {
			continue
		}
		last, _, err := outcome(ctx)
		if err == nil {
			err = p.amend(ctx, 1+room.Seq(random.Uint64N(uint64(last))), talk.Next().Text, random.IntN(2) == 0)
		}
		if err != nil {
			return err
		}
		outcome = nil
	}
	if outcome == nil {
		return nil
	}
	_, _, err := outcome(ctx)
	return err
}

// amend edits the message seq, or deletes it, if it is one.
func (p *place) amend(ctx context.Context, seq room.Seq, text string, gone bool) error {
	rec, e, err := p.record(ctx, seq)
	if err != nil || e["k"] != "said" {
		return err
	}
	kind := "edited"
	if e["t"] = text; gone {
		e["k"], kind = "gone", "deleted"
		delete(e, "t")
	}
	body, _ := json.Marshal(e)
	by, _ := json.Marshal(map[string]any{"k": kind, "of": seq})
	_, _, err = p.log.Amend(ctx, "", by, room.Amendment{Of: seq, Was: rec.Body, Body: body})
	return err
}

func (p *place) record(ctx context.Context, seq room.Seq) (room.Record, map[string]any, error) {
	page, err := p.log.After(ctx, seq-1, 1)
	if err != nil || len(page) == 0 {
		return room.Record{}, nil, err
	}
	var e map[string]any
	return page[0], e, json.Unmarshal(page[0].Body, &e)
}

// everything is what the log has, oldest first.
func (p *place) everything(t *testing.T) (all []spoken) {
	t.Helper()
	for seq := room.Seq(0); ; {
		page, err := p.log.After(t.Context(), seq, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		for _, rec := range page {
			var e struct{ K, N, T string }
			if json.Unmarshal(rec.Body, &e) == nil && e.K == "said" {
				all = append(all, spoken{seq: rec.Seq, at: slowly(rec.Seq), name: e.N, text: e.T, plain: plain(e.T)})
			}
			seq = rec.Seq
		}
	}
}

// TestScan: a search finds what going through all messages finds, in four scripts, in
// a history that was edited, deleted from, and written by processes that were killed.
func TestScan(t *testing.T) {
	n := amount(1500)
	dir := t.TempDir()
	const lives = 5
	for range lives - 1 {
		live(t, dir, n/lives, time.Duration(200+rand.IntN(800))*time.Millisecond)
	}
	p := openFor(t, dir, 0)
	for len(p.everything(t)) < n {
		if err := p.talk(rand.Uint64(), n/lives); err != nil {
			t.Fatal(err)
		}
	}
	compare(t, p, max(100, n/100))
}

// compare makes up queries and compares what is found.
func compare(t *testing.T, p *place, queries int) {
	t.Helper()
	p.indexed(t)
	s, all := p.join(t), p.everything(t)
	random := rand.New(rand.NewPCG(1, 1))
	found := 0
	for range queries {
		w := makeUp(random, all)
		got := search50(t, s, w.String())
		if want := scan(all, w, 50); !slices.Equal(got, want) {
			t.Fatalf("Search(%s) = %v, want %v", w, got, want)
		}
		found += min(len(got), 1)
	}
	if found < queries/3 {
		t.Errorf("%d of %d queries found anything: they test little", found, queries)
	}
}

// search50 is what a search finds.
func search50(t *testing.T, s *room.Session, query string) (found []room.Seq) {
	t.Helper()
	hits, err := s.Search(t.Context(), room.Search{Query: query})
	if err != nil {
		t.Fatalf("Search(%s) = %v", query, err)
	}
	for _, e := range hits.Events {
		found = append(found, e.Seq)
	}
	return found
}

// indexed waits until everything is indexed.
func (p *place) indexed(t *testing.T) {
	t.Helper()
	last, err := p.log.Before(t.Context(), room.MaxSeq, 1)
	if err != nil {
		t.Fatal(err)
	}
	patience := time.NewTimer(5 * time.Minute)
	defer patience.Stop()
	for want := (room.Span{To: last[0].Seq}); p.index.Span() != want; {
		select {
		case <-p.index.took:
		case <-patience.C:
			t.Fatalf("indexed is %+v, want %+v", p.index.Span(), want)
		}
	}
}

// makeUp wishes for what is in one of the messages, mostly.
func makeUp(random *rand.Rand, all []spoken) (w wish) {
	m := all[random.IntN(len(all))]
	for range 1 + random.IntN(2) {
		if part := makeUpPart(random, m.text); part != "" {
			w.parts = append(w.parts, part)
		}
		if random.IntN(4) == 0 {
			m = all[random.IntN(len(all))]
		}
	}
	if len(w.parts) == 0 || random.IntN(6) == 0 {
		w.from = m.name
	}
	if random.IntN(6) == 0 {
		w.after = m.at.Truncate(24*time.Hour).AddDate(0, 0, -random.IntN(30))
	}
	if random.IntN(6) == 0 {
		w.before = m.at.Truncate(24*time.Hour).AddDate(0, 0, random.IntN(30))
	}
	w.link = random.IntN(10) == 0
	return w
}

// makeUpPart takes a word or a few out of a text, or some characters.
func makeUpPart(random *rand.Rand, text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !isWord(r) })
	i := random.IntN(len(words))
	part := strings.Join(words[i:min(len(words), i+1+random.IntN(3))], " ")
	if random.IntN(2) == 0 {
		part = words[i]
	}
	if letters := []rune(part); alone(letters[0]) && !slices.ContainsFunc(letters, func(r rune) bool { return !alone(r) }) {
		from := random.IntN(len(letters))
		part = string(letters[from:min(len(letters), from+1+random.IntN(4))])
	}
	switch random.IntN(4) {
	case 0:
		return strings.ToUpper(part)
	case 1:
		return strings.TrimSpace(plain(part))
	}
	return part
}

// live lets another process talk in dir, and kills it after a while.
func live(t *testing.T, dir string, n int, after time.Duration) {
	t.Helper()
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), victimVariable+"="+dir, amountVariable+"="+fmt.Sprint(n))
	out := &strings.Builder{}
	victim.Stdout = out
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	killer := time.AfterFunc(after, func() { _ = victim.Process.Kill() })
	defer killer.Stop()
	if err := victim.Wait(); err != nil && out.Len() > 0 {
		t.Fatalf("the other process ended with %v: %s", err, out)
	}
}
