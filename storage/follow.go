package storage

import (
	"context"
	"iter"

	"talktalktalk/room"
)

// Bounds of a batch that Follow yields.
const (
	followRecords = 256
	followBytes   = 1 << 20
)

// Follow yields the records after seq in batches of what is at hand, then
// waits for more. A reader at the head is served from memory; one that is
// behind reads the disk at its own pace, and holds nothing open while it has
// the batch.
func (l *Log) Follow(ctx context.Context, after room.Seq) iter.Seq2[[]room.Record, error] {
	return func(yield func([]room.Record, error) bool) {
		for {
			batch, err := l.next(ctx, after)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(batch, nil) {
				return
			}
			after = batch[len(batch)-1].Seq
		}
	}
}

// next waits until there is something after seq, and returns it.
func (l *Log) next(ctx context.Context, seq room.Seq) ([]room.Record, error) {
	for {
		if err := l.ended(ctx); err != nil {
			return nil, err
		}
		batch, missing, wake := l.newest.after(seq, followRecords)
		if missing {
			return l.page(ctx, span{from: seq + 1, to: room.MaxSeq, records: followRecords, bytes: followBytes})
		}
		if len(batch) > 0 {
			return batch, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
		case <-l.closing:
		}
	}
}

// ended returns why nobody should wait any more.
func (l *Log) ended(ctx context.Context) error {
	if isClosed(l.closing) {
		return room.ErrLogClosed
	}
	return ctx.Err()
}
