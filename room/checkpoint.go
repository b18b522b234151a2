package room

import (
	"context"
	"fmt"
	"slices"
)

// checkpointEvery is after how many records the state is written to the log
// again, so that a start folds no more than about so many (ARCHITECTURE §5).
const checkpointEvery = 4096

// pageSize is how many records are read from the log at once.
const pageSize = 512

// load folds the log as it stands: from the newest checkpoint, but over no
// fewer than the records that the feed can hold. It returns the state, and the feed.
func load(ctx context.Context, log Log) (*state, *feed, error) {
	s, tail, err := newest(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	for _, rec := range tail {
		s.apply(rec)
	}
	var events []*Event
	for _, rec := range tail {
		if e := s.shown(rec, decode(rec.Body)); e != nil { // as it is now: no reader needs the changes
			events = append(events, e)
		}
	}
	var since Seq
	if first := number(events, s.Count); len(tail) > 0 && first > 1 {
		since = tail[0].Seq - 1
	}
	return s, newFeed(since, events), nil
}

// number gives the messages, the last of which is the count-th, their place in
// the count. It returns that of the first, or of the one to come if there is none.
func number(events []*Event, count uint64) (first uint64) {
	for _, e := range slices.Backward(events) {
		if e.Kind == Said {
			e.count = count
			count--
		}
	}
	return count + 1
}

// newest reads back from the end to the newest checkpoint. It returns its
// state, or an empty one, and the records read, oldest first.
func newest(ctx context.Context, log Log) (*state, []Record, error) {
	var pages [][]Record
	var found *state
	read, below := 0, MaxSeq
	for found == nil || read < feedSize || below > found.At+1 {
		page, err := log.Before(ctx, below, pageSize)
		if err != nil {
			return nil, nil, fmt.Errorf("read the log before %d: %w", below, err)
		}
		if len(page) == 0 {
			break
		}
		if found == nil {
			found = checkpointIn(page)
		}
		pages = append(pages, page)
		read += len(page)
		below = page[0].Seq
	}
	if found == nil {
		found = &state{}
	}
	slices.Reverse(pages)
	return found, slices.Concat(pages...), nil
}

// checkpointIn is the newest checkpoint among the records, or nil.
func checkpointIn(records []Record) *state {
	for _, rec := range slices.Backward(records) {
		if e := decode(rec.Body); e.Kind == kindCheckpoint && e.State != nil {
			return e.State
		}
	}
	return nil
}

// countTo is how many messages there are up to and including number seq.
func (r *Room) countTo(ctx context.Context, seq Seq) (uint64, error) {
	if next, ok := r.feed.following(seq, 1); ok && len(next) > 0 {
		return next[0].count - 1, nil
	}
	return countTo(ctx, r.log, seq)
}
