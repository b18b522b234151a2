package room

import (
	"context"
	"time"
)

// How often old messages are removed: hourly, and more often where they are kept
// for less than a day.
const (
	trimMost  = time.Hour
	trimShare = 24
	trimLeast = 10 * time.Second
)

// trim removes old messages until ctx ends.
func (r *Room) trim(ctx context.Context) {
	every := min(trimMost, max(trimLeast, r.opts.Keep/trimShare))
	for ctx.Err() == nil {
		now := time.Now()
		if err := r.trimBefore(ctx, now.Add(-r.opts.Keep), now); err != nil && ctx.Err() == nil {
			r.opts.Logger.Warn("old messages are not removed", "err", err)
		}
		select {
		case <-time.After(every):
		case <-ctx.Done():
		}
	}
}

// trimBefore removes the records before the first one that is from t on, messages
// or not. A record that is later than now has its time from a clock that was wrong,
// and keeps nothing. What they add up to stays: first there is a checkpoint that
// is true of the last of them.
func (r *Room) trimBefore(ctx context.Context, t, now time.Time) error {
	last, err := r.lastOld(ctx, t, now)
	if last == 0 || err != nil {
		return err
	}
	if err := keepState(ctx, r.log, last); err != nil {
		return err
	}
	if err := r.log.Trim(ctx, last+1); err != nil {
		return err
	}
	r.feed.trim(last + 1)
	r.indexer.trim(last + 1)
	r.opts.Logger.Info("old messages removed", "below", last+1)
	return nil
}

// lastOld is the number of the record before the first one that is from t on and
// up to now, 0 for none; no later than the fold is. It reads what there is to
// remove and no more, since times need not rise.
func (r *Room) lastOld(ctx context.Context, t, now time.Time) (last Seq, err error) {
	fed := Seq(r.progress.fed.Load())
	for {
		page, err := r.log.After(ctx, last, pageSize)
		if len(page) == 0 || err != nil {
			return last, err
		}
		for _, rec := range page {
			if rec.Seq > fed || !rec.Time.Before(t) && !rec.Time.After(now) {
				return last, nil
			}
			last = rec.Seq
		}
	}
}

// keepState sees to it that the log has a checkpoint that is true of seq or later.
func keepState(ctx context.Context, log Log, seq Seq) error {
	s, tail, err := newest(ctx, log)
	if err != nil || s.At >= seq {
		return err
	}
	for _, rec := range tail {
		s.apply(rec)
	}
	body, err := entry{Kind: kindCheckpoint, State: s}.encode()
	if err == nil {
		_, _, err = log.Append(ctx, "", body)
	}
	return err
}
