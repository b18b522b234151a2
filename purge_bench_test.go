package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkPurge measures by hand a purge of 50 000 messages of one person in a
// history of a million, while fifty pages are open and five people talk; in the
// second run the server is killed in the middle:
//
//	go test -run '^$' -bench Purge -benchtime 1x -timeout 30m .
//
// Reported are how long it is from the purge's Enter until it is answered and until
// all pages are clean; the 99th percentile and the worst of what a talker waits
// until a message is stored, in raidTime after that and (quiet) before; and when the
// texts are gone from the files.
func BenchmarkPurge(b *testing.B) {
	for _, killed := range []bool{false, true} {
		b.Run(fmt.Sprint("killed=", killed), func(b *testing.B) {
			for b.Loop() {
				purgeMany(b, killed)
			}
		})
	}
}

func purgeMany(b *testing.B, killed bool) {
	const messages, oneOf, pages = 1_000_000, 20, 50
	data := filepath.Join(b.TempDir(), "data")
	texts := makeHistory(b, data, messages, oneOf)
	found := len(left(b, data, texts))
	s := startOn(b, data)
	b.Cleanup(func() { s.kill() })
	boss, _ := browse(b, s, object{Name: s.secret()})
	var open []*browser
	for i := range pages {
		p := browseFrom(b, s, fmt.Sprintf("127.0.3.%d", 1+i), nil, object{Name: fmt.Sprint("reader", i)})
		p.await("synced", func(o object) bool { return o.Type == "synced" })
		open = append(open, p)
	}
	people := map[string]talker{}
	for i, name := range []string{"ann", "bob", "carl", "dora", "emil"} {
		p := browseFrom(b, s, fmt.Sprintf("127.0.2.%d", 1+i), nil, object{Name: name})
		p.await("welcome", func(o object) bool { return o.Type == "welcome" })
		people[name] = &webTalker{browser: p}
	}
	if !killed {
		reportWaits(b, "quiet-", people)
	}
	began := time.Now()
	boss.send(object{Type: "say", ID: "purge", Text: "/purge spammer"})
	answer := boss.answer("purge")
	if answer.Type != "notice" {
		b.Fatalf("%+v", answer)
	}
	b.ReportMetric(time.Since(began).Seconds(), "answered-s")
	for _, p := range open {
		p.await("purged", func(o object) bool { return o.Type == "purged" })
	}
	b.ReportMetric(time.Since(began).Seconds(), "clean-s")
	if killed {
		time.Sleep(2 * time.Second)
		s.kill()
		s = startOn(b, data)
	} else {
		reportWaits(b, "", people)
	}
	for ; len(left(b, data, texts)) > 0; time.Sleep(5 * time.Second) {
		if time.Since(began) > 15*time.Minute {
			b.Fatalf("%d of %d texts are in the files yet", len(left(b, data, texts)), found)
		}
	}
	b.ReportMetric(time.Since(began).Seconds(), "gone-s")
	b.ReportMetric(float64(found), "found-before")
}
