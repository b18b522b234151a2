package storage

import (
	"fmt"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// BenchmarkSum reads what servers of one room compare: 1024 records of 250 bytes, with keys.
func BenchmarkSum(b *testing.B) {
	l := openOn(b, vfs.NewMem(), "log")
	const n = 1024
	var steps []replica.Step
	for i := range n {
		r := &room.Record{Seq: room.Seq(i + 1), Time: time.UnixMilli(1e12), Body: make([]byte, 250)}
		steps = append(steps, replica.Step{Record: r, Key: fmt.Sprint("someone/", i)})
		if i%10 == 9 { // as many are amended
			m := replica.Mend{Of: r.Seq, Body: r.Body, Version: replica.Version{By: r.Seq}}
			steps = append(steps, replica.Step{Mends: []replica.Mend{m}})
		}
	}
	if err := l.Apply(b.Context(), steps, replica.Position{Generation: "g", Seq: n}, true); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if sum, err := l.Sum(b.Context(), 1, n); sum.N != n || err != nil {
			b.Fatal(sum, err)
		}
	}
}
