package storage

import (
	"context"
	"time"
)

const (
	watchInterval  = time.Second // between looks at the free space
	notesInterval  = 2 * time.Second
	expireInterval = time.Hour
)

// watch keeps an eye on the disk. It writes nothing to the database, so it
// goes on while the disk is full.
func (l *Log) watch(ctx context.Context) {
	for sleep(ctx, watchInterval) {
		l.measure()
	}
}

// keep sees to the notes: those saved get to the disk, and those whose time is
// over go.
func (l *Log) keep(ctx context.Context) {
	var last time.Time // that notes were removed
	for sleep(ctx, notesInterval) {
		err := l.syncNotes()
		if now := time.Now(); err == nil && now.Sub(last) >= expireInterval {
			last = now
			err = l.expire(ctx, now)
		}
		if err != nil && ctx.Err() == nil && l.health.broken() == nil {
			l.logger.Error("keep notes", "error", err)
		}
	}
}

// sleep returns false when ctx ends before d is over.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
