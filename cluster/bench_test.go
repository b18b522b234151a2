package cluster_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"talktalktalk/cluster"
	"talktalktalk/cluster/natstest"
	"talktalktalk/storage"
)

// BenchmarkAppend appends messages of 250 bytes at one of three servers, alone and by
// 64 writers, until its own store has them; and beside that publishes as much to a stream
// of its own, on the same NATS servers.
func BenchmarkAppend(b *testing.B) {
	servers := natstest.Start(b)
	var logs []*cluster.Log
	for range 3 {
		store, err := storage.Open(b.TempDir(), storage.Options{})
		if err != nil {
			b.Fatal(err)
		}
		log, err := cluster.Open(b.Context(), store, cluster.Options{Servers: servers.URLs})
		if err != nil {
			b.Fatal(err)
		}
		defer log.Close()
		logs = append(logs, log)
	}
	conn, err := nats.Connect(servers.URLs)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := js.CreateStream(b.Context(), jetstream.StreamConfig{Name: "bare", Subjects: []string{"bare"}, Replicas: 3}); err != nil {
		b.Fatal(err)
	}
	body := make([]byte, 250)
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			timed(b, writers, func(i int) error {
				_, _, err := logs[0].Append(b.Context(), fmt.Sprint(b.Name(), b.N, "/", i), body)
				return err
			})
		})
		b.Run(fmt.Sprintf("bare/writers=%d", writers), func(b *testing.B) {
			timed(b, writers, func(int) error {
				_, err := js.Publish(b.Context(), "bare", body)
				return err
			})
		})
	}
}

// timed does something b.N times, by several at once, and reports how long each took.
func timed(b *testing.B, writers int, do func(i int) error) {
	took := make([]time.Duration, b.N)
	next := make(chan int)
	var work sync.WaitGroup
	b.ResetTimer()
	for range writers {
		work.Go(func() {
			for i := range next {
				begun := time.Now()
				if err := do(i); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(begun)
			}
		})
	}
	for i := range b.N {
		next <- i
	}
	close(next)
	work.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}
