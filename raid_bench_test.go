package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

const (
	raidTime  = 30 * time.Second
	raidPause = 550 * time.Millisecond // between two messages of a talker: below the budget
)

// BenchmarkRaid measures by hand what TestRaid looks at, for raidTime before an
// admin ends it:
//
//	go test -run '^$' -bench Raid -benchtime 1x .
//
// Reported are the 99th percentile and the worst of what the five wait until a
// message is stored, or stands on their terminal; how long it is from the purge's
// Enter until all pages are clean; and how many raiders came and said something.
// They share the processors with the server.
func BenchmarkRaid(b *testing.B) {
	for b.Loop() {
		s := start(b)
		boss := openAdmin(b, s)
		people := talkers(b, s)
		r := startRaid(b, s)
		said, waits := talkFor(people, raidTime)
		used := processorTime(b, s)
		began := time.Now()
		r.end(boss)
		ended := time.Since(began)
		r.await("all screens are clean", func() bool { return allClean(people) })
		clean := time.Since(began)
		r.stop()
		wantOnly(b, s, said)
		slices.Sort(waits)
		ms := func(d time.Duration) float64 { return float64(d) / 1e6 }
		b.ReportMetric(float64(len(waits)), "messages")
		b.ReportMetric(ms(waits[len(waits)*99/100]), "p99-ms")
		b.ReportMetric(ms(waits[len(waits)-1]), "worst-ms")
		b.ReportMetric(ended.Seconds(), "answered-s")
		b.ReportMetric(clean.Seconds(), "clean-s")
		b.ReportMetric(float64(r.came.Load()), "came")
		b.ReportMetric(float64(r.stored.Load()), "raid-stored")
		b.ReportMetric(used.Seconds()/raidTime.Seconds(), "cores")
		b.Logf("refused were %v", r.codes)
		s.kill()
	}
}

// talkFor has everybody talk for a while, and returns what was said and how long
// each thing took.
func talkFor(people map[string]talker, d time.Duration) (said []string, waits []time.Duration) {
	var talking sync.WaitGroup
	var mu sync.Mutex
	until := time.Now().Add(d)
	for name, who := range people {
		talking.Go(func() {
			for i := 0; time.Now().Before(until); i++ {
				text := fmt.Sprintf("%s says %d", name, i)
				began := time.Now()
				who.talk(text)
				wait := time.Since(began)
				mu.Lock()
				said, waits = append(said, text), append(waits, wait)
				mu.Unlock()
				time.Sleep(raidPause - min(wait, raidPause))
			}
		})
	}
	talking.Wait()
	return said, waits
}
