package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

const (
	raidTime  = 30 * time.Second       // likewise of a large purge, and of the quiet before
	raidPause = 700 * time.Millisecond // between two messages of a talker: below the budget, also where one was late
)

// BenchmarkRaid measures by hand what TestRaid looks at, for raidTime before an
// admin ends it:
//
//	go test -run '^$' -bench Raid -benchtime 1x .
//
// Reported are the 99th percentile and the worst of what the five wait until a
// message is stored, or stands on their terminal, then and (quiet) before; how long it is from the purge's
// Enter until all pages are clean; and how many raiders came and said something.
// They share the processors with the server.
func BenchmarkRaid(b *testing.B) {
	for b.Loop() {
		s := start(b)
		boss := openAdmin(b, s)
		people := talkers(b, s)
		said := reportWaits(b, "quiet-", people)
		before := processorTime(b, s)
		r := startRaid(b, s)
		said = append(said, reportWaits(b, "", people)...)
		used := processorTime(b, s) - before
		began := time.Now()
		r.end(boss)
		ended := time.Since(began)
		r.await("all screens are clean", func() bool { return allClean(people) })
		clean := time.Since(began)
		r.stop()
		wantOnly(b, s, said)
		b.ReportMetric(ended.Seconds(), "answered-s")
		b.ReportMetric(clean.Seconds(), "clean-s")
		b.ReportMetric(float64(r.came.Load()), "came")
		b.ReportMetric(float64(r.stored.Load()), "raid-stored")
		b.ReportMetric(used.Seconds()/raidTime.Seconds(), "cores")
		b.Logf("refused were %v", r.codes)
		s.kill()
	}
}

// reportWaits has everybody talk for raidTime, reports what that was like, and
// returns what was said.
func reportWaits(b *testing.B, when string, people map[string]talker) (said []string) {
	said, waits := talkFor(people, raidTime, when)
	slices.Sort(waits)
	b.ReportMetric(float64(len(waits)), when+"messages")
	b.ReportMetric(float64(waits[len(waits)*99/100])/1e6, when+"p99-ms")
	b.ReportMetric(float64(waits[len(waits)-1])/1e6, when+"worst-ms")
	return said
}

// talkFor has everybody talk for a while, and returns what was said and how long
// each thing took.
func talkFor(people map[string]talker, d time.Duration, when string) (said []string, waits []time.Duration) {
	var talking sync.WaitGroup
	var mu sync.Mutex
	until := time.Now().Add(d)
	for name, who := range people {
		talking.Go(func() {
			for i := 0; time.Now().Before(until); i++ {
				text := fmt.Sprintf("%s says %s%d", name, when, i)
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
