package storage

import (
	"context"
	"time"
)

const (
	keepInterval   = time.Second // between looks at the disk's free space, and syncs of notes
	expireInterval = time.Hour
)

// keep keeps house while the log is open.
func (l *Log) keep(ctx context.Context) {
	var expired time.Time
	for {
		if err := l.house(ctx, &expired); err != nil && ctx.Err() == nil {
			l.logger.Warn("keep house", "error", err)
		}
		if !sleep(ctx, keepInterval) {
			return
		}
	}
}

func (l *Log) house(ctx context.Context, expired *time.Time) error {
	if err := l.health.broken(); err != nil {
		return nil // said once already
	}
	if err := l.syncNotes(); err != nil {
		return err
	}
	if now := time.Now(); now.Sub(*expired) >= expireInterval {
		*expired = now
		return l.expire(ctx, now)
	}
	return nil
}
