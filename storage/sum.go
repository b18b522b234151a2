package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// Sum sums up the records from from to to, both inclusive, in a log that follows a shared
// one, so that two copies can be compared.
func (l *Log) Sum(ctx context.Context, from, to room.Seq) (sum replica.Sum, err error) {
	err = l.using(ctx, func(db *pebble.DB) error {
		snapshot := db.NewSnapshot() // so that all is of one moment
		defer snapshot.Close()
		sum, err = sumOf(snapshot, from, to)
		return err
	})
	if err != nil {
		err = fmt.Errorf("sum of %d to %d: %w", from, to, err)
	}
	return sum, err
}

func sumOf(snapshot *pebble.Snapshot, from, to room.Seq) (sum replica.Sum, err error) {
	var all [3]*pebble.Iterator
	for i, prefix := range []byte{prefixMessage, prefixReverse, prefixVersion} {
		it, err := snapshot.NewIter(&pebble.IterOptions{LowerBound: seqKey(prefix, from), UpperBound: seqKey(prefix, to+1)})
		if err != nil {
			return sum, errors.Join(err, closeAll(all[:i]))
		}
		all[i] = it
	}
	defer func() { err = errors.Join(err, closeAll(all[:])) }()
	records, keys, versions := all[0], all[1], all[2]
	keys.First()
	versions.First()
	hash, by := fnv.New64a(), make([]byte, 0, seqLen)
	for ok := records.First(); ok; ok = records.Next() {
		number := records.Key()[1:]
		key, err := besideIt(keys, number)
		if err != nil {
			return sum, err
		}
		value, err := besideIt(versions, number)
		if err != nil {
			return sum, err
		}
		v := replica.Version{}
		if value != nil {
			if v, err = parseVersion(value); err != nil {
				return sum, err
			}
		}
		sum.N++
		sum.Hash += hashOf(hash, number, key)
		sum.Bodies += hashOf(hash, number, appendSeq(by, v.By))
		sum.Last = max(sum.Last, seqAt(number, 0), v.By)
	}
	return sum, nil // closeAll has the iterators' errors
}

func hashOf(h hash.Hash64, a, b []byte) uint64 {
	h.Reset()
	_, _ = h.Write(a) // never fails
	_, _ = h.Write(b)
	return h.Sum64()
}

// besideIt moves it on to a number, and returns what it maps to, nil if there is nothing.
func besideIt(it *pebble.Iterator, number []byte) ([]byte, error) {
	for it.Valid() && bytes.Compare(it.Key()[1:], number) < 0 {
		it.Next()
	}
	if !it.Valid() || !bytes.Equal(it.Key()[1:], number) {
		return nil, nil
	}
	return it.ValueAndErr()
}

func closeAll(all []*pebble.Iterator) (err error) {
	for _, it := range all {
		err = errors.Join(err, it.Close())
	}
	return err
}
