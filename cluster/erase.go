package cluster

import (
	"context"
	"time"

	"talktalktalk/room/replica"
)

// How texts are erased from the stream: a while after that is due, so that other
// servers have read what stood there, and some at once.
const (
	eraseDelay = 20 * time.Second
	erasePage  = 256
)

// erase takes out of the stream what the store has marked, until ctx ends. Every
// server does so, in the same order; what one has done, the others find done.
func (l *Log) erase(ctx context.Context) {
	for ctx.Err() == nil {
		if l.Writable() == nil {
			if err := l.eraseAll(ctx); err != nil && ctx.Err() == nil {
				l.logger.Warn("erased text is still in the stream", "why", err)
			}
		}
		select {
		case <-l.marked:
		case <-ctx.Done():
		case <-time.After(eraseDelay): // what was not done before
			continue
		}
		rest(ctx, eraseDelay)
	}
}

// eraseAll erases what is marked now.
func (l *Log) eraseAll(ctx context.Context) error {
	for {
		marks, err := l.Marks(ctx, erasePage)
		if len(marks) == 0 || err != nil {
			return err
		}
		for _, m := range marks {
			if err := l.eraseOne(ctx, m); err != nil {
				return err
			}
		}
		if err := l.Unmark(ctx, marks); err != nil {
			return err
		}
	}
}

func (l *Log) eraseOne(ctx context.Context, m replica.Mark) error {
	if m.What == replica.MarkTrimmed {
		return l.bus.purge(ctx, m.From)
	}
	for seq := m.From; seq <= m.To; seq++ {
		if err := l.bus.erase(ctx, seq); err != nil {
			return err
		}
	}
	return nil
}
