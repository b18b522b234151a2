package sshui

import (
	"context"
	"iter"
	"time"

	"talktalktalk/room"
	"talktalktalk/sshui/sshtest"
)

// A dated log has its records written at times that a test knows: one every
// pace from start on.
type dated struct {
	room.Log
	start time.Time
	pace  time.Duration
}

// every is the plan of a server where the nth record is written n paces after
// saturday's beginning, and looked at on the day after.
func every(pace time.Duration) testConfig {
	return testConfig{
		wrap: func(l room.Log) room.Log { return &dated{l, sshtest.Saturday, pace} },
		now:  func() time.Time { return sshtest.Saturday.Add(30 * time.Hour) },
		zone: time.UTC,
	}
}

func (d *dated) date(records []room.Record) []room.Record {
	for i := range records {
		records[i].Time = d.start.Add(time.Duration(records[i].Seq) * d.pace)
	}
	return records
}

func (d *dated) Follow(ctx context.Context, after room.Seq) iter.Seq2[[]room.Record, error] {
	return func(yield func([]room.Record, error) bool) {
		for records, err := range d.Log.Follow(ctx, after) {
			if !yield(d.date(records), err) {
				return
			}
		}
	}
}

func (d *dated) After(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	records, err := d.Log.After(ctx, seq, n)
	return d.date(records), err
}

func (d *dated) Before(ctx context.Context, seq room.Seq, n int) ([]room.Record, error) {
	records, err := d.Log.Before(ctx, seq, n)
	return d.date(records), err
}
