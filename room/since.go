package room

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Since returns the number of a record older than t, for After, above which no
// message is older; 0 if there is none. Times need not rise: where a clock was ahead
// for a while, and was set back, what was said before it may be later than t, and is wrong.
func (s *Session) Since(ctx context.Context, t time.Time) (Seq, error) {
	if err := s.room.limits.read(s.self().id); err != nil {
		return 0, err
	}
	return s.room.lastBefore(ctx, t)
}

// lastBefore is the number of the last record older than t, 0 if there is none; of
// records that are no messages it may pass over some. It reads back from the end, but
// for what the index knows to be younger, since times that need not rise cannot be
// searched in halves.
func (r *Room) lastBefore(ctx context.Context, t time.Time) (Seq, error) {
	for below := r.Head() + 1; ; {
		if r.opts.Index != nil {
			younger, err := r.opts.Index.Younger(ctx, t, below-1)
			if err != nil {
				return 0, err
			}
			if !younger.Empty() {
				below = younger.After + 1
			}
		}
		page, err := r.log.Before(ctx, below, pageSize)
		if err != nil {
			return 0, fmt.Errorf("find the last record before %v: %w", t, err)
		}
		for _, rec := range slices.Backward(page) {
			if rec.Time.Before(t) {
				return rec.Seq, nil
			}
			below = rec.Seq
		}
		if len(page) < pageSize {
			return 0, nil
		}
	}
}
