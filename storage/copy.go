package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"talktalktalk/room"
)

// copyOpenFiles is how many files a copy keeps open while it is made ready.
const copyOpenFiles = 16

// Copy makes a copy of the log in dir: a log of its own, with an epoch of its
// own, that holds everything that was told until now. The folder must not exist,
// and must be on the file system of the log, with whose files it shares what
// both have. After an error there is no folder. Whoever uses the log meanwhile
// does not notice.
func (l *Log) Copy(ctx context.Context, dir string) error {
	err := l.using(ctx, func(db *pebble.DB) error {
		if err := l.health.err(); err != nil {
			return err
		}
		return db.Checkpoint(dir) // with what is synced, which is all that was told
	})
	if err != nil {
		return fmt.Errorf("copy the log: %w", err)
	}
	if err := l.makeOwn(ctx, dir); err != nil {
		return fmt.Errorf("copy the log: %w", errors.Join(err, l.disk.RemoveAll(dir)))
	}
	return nil
}

// makeOwn makes a checkpoint in dir a log of its own, without what is erased but
// still in the files.
func (l *Log) makeOwn(ctx context.Context, dir string) error {
	c, err := open(l.disk, dir, Options{OpenFiles: copyOpenFiles})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	c.work.Go(func() { done <- errors.Join(c.renew(), c.scrubAll(ctx)) })
	stalled, _ := c.health.waiting()
	select {
	case err = <-done:
		return errors.Join(err, c.Close())
	case <-stalled:
		err = c.health.reason()
	}
	cancel()
	return errors.Join(err, c.Close()) // which ends what waits for the disk
}

// renew gives the log another epoch.
func (l *Log) renew() error {
	l.epoch = rand.Text()
	b := l.db.NewBatch()
	_ = b.Set(keyEpoch, []byte(l.epoch), nil)
	_ = b.Delete(keyPosition, nil) // it follows nobody
	setUnversioned(b)
	return l.apply(b)
}

// First returns the oldest record, and false if there is none.
func (l *Log) First(ctx context.Context) (room.Record, bool, error) {
	page, err := l.After(ctx, 0, 1)
	if len(page) == 0 || err != nil {
		return room.Record{}, false, err
	}
	return page[0], true, nil
}

// Size returns how many bytes the log takes on the disk, its notes included.
func (l *Log) Size() (size uint64) {
	_ = l.using(context.Background(), func(db *pebble.DB) error { // a closed one has none
		size = db.Metrics().DiskSpaceUsage()
		return nil
	})
	return size
}
