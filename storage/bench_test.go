package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

var sinkRecords []room.Record

// BenchmarkAppend compares what a durable message costs here with what Pebble
// alone takes for the same two keys in a synced batch: the target is 1.3 times that.
func BenchmarkAppend(b *testing.B) {
	body := make([]byte, 150)
	for _, writers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("bare/%d", writers), func(b *testing.B) {
			db := bare(b)
			var last atomic.Uint64
			spread(b, writers, func(w, i int) error {
				batch := db.NewBatch()
				seq := room.Seq(last.Add(1))
				setRecord(batch, room.Record{Seq: seq, Time: time.Now(), Body: body})
				setKey(batch, fmt.Sprintf("p%07x/c-%d", w, i), seq)
				if err := db.Apply(batch, pebble.Sync); err != nil {
					return err
				}
				return batch.Close()
			})
		})
		b.Run(fmt.Sprintf("log/%d", writers), func(b *testing.B) {
			l := openTemp(b)
			spread(b, writers, func(w, i int) error {
				_, _, err := l.Append(context.Background(), fmt.Sprintf("p%07x/c-%d", w, i), body)
				return err
			})
		})
	}
}

// bare opens Pebble as the log does, but for the recycling of its write-ahead log.
func bare(b *testing.B) *pebble.DB {
	db, err := pebble.Open(b.TempDir(), &pebble.Options{
		FormatMajorVersion: pebble.FormatNewest,
		CacheSize:          cacheBytes,
		MemTableSize:       memTableBytes,
		Logger:             pebbleLogger{discard, newHealth()},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	return db
}

// spread shares b.N calls of do among writers, and reports the median and
// 99th percentile of their times.
func spread(b *testing.B, writers int, do func(writer, i int) error) {
	b.ReportAllocs()
	var next atomic.Int64
	times := make([][]time.Duration, writers)
	var work sync.WaitGroup
	b.ResetTimer()
	for w := range writers {
		work.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				begin := time.Now()
				if err := do(w, int(i)); err != nil {
					b.Error(err)
					return
				}
				times[w] = append(times[w], time.Since(begin))
			}
		})
	}
	work.Wait()
	b.StopTimer()
	all := slices.Sorted(slices.Values(slices.Concat(times...)))
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkBefore reads pages of a hundred.
func BenchmarkBefore(b *testing.B) {
	const records = 200_000
	l := openTemp(b)
	fill(b, l, records)
	ctx := context.Background()
	b.Run("newest", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkRecords, _ = l.Before(ctx, room.MaxSeq, 100)
		}
	})
	b.Run("random", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkRecords, _ = l.Before(ctx, room.Seq(rand.IntN(records)+1), 100)
		}
	})
}

// fill appends n records.
func fill(b *testing.B, l *Log, n int) {
	body := make([]byte, 120)
	const writers = 512
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for i := w; i < n; i += writers {
				if _, _, err := l.Append(context.Background(), fmt.Sprint("k", i), body); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	work.Wait()
}
