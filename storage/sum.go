package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// Sum is how many records there are from from to to, both inclusive, and the sum of hashes of
// their numbers and the keys that they were appended with, in a log that follows a shared
// one. So two copies can be compared; texts and times are not in it, since they change.
func (l *Log) Sum(ctx context.Context, from, to room.Seq) (n int, sum uint64, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		snapshot := db.NewSnapshot() // so that both are of one moment
		defer snapshot.Close()
		n, sum, err = sumOf(snapshot, from, to)
		return err
	})
	if err != nil {
		err = fmt.Errorf("sum of %d to %d: %w", from, to, err)
	}
	return n, sum, err
}

func sumOf(snapshot *pebble.Snapshot, from, to room.Seq) (n int, sum uint64, err error) {
	records, err := snapshot.NewIter(&pebble.IterOptions{LowerBound: messageKey(from), UpperBound: messageKey(to + 1)})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	keys, err := snapshot.NewIter(&pebble.IterOptions{LowerBound: seqKey(prefixReverse, from), UpperBound: seqKey(prefixReverse, to+1)})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, keys.Close()) }()
	hash := fnv.New64a()
	keyed := keys.First()
	for ok := records.First(); ok; ok = records.Next() {
		number := records.Key()[1:]
		for keyed && bytes.Compare(keys.Key()[1:], number) < 0 {
			keyed = keys.Next()
		}
		hash.Reset()
		_, _ = hash.Write(number) // never fails
		if keyed && bytes.Equal(keys.Key()[1:], number) {
			key, err := keys.ValueAndErr()
			if err != nil {
				return 0, 0, err
			}
			_, _ = hash.Write(key)
		}
		n++
		sum += hash.Sum64()
	}
	return n, sum, nil // Close has the iterators' errors
}
