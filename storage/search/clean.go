package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	// cleanDelay is how long deletions are gathered before their parts are rewritten.
	cleanDelay = 3 * time.Minute

	cleanAgain = 10 * time.Second // when it did not work
	cleanPages = 64               // that are written in one go, while new messages wait
)

// wakeClean tells clean that there are tainted parts.
func (x *Index) wakeClean() {
	select {
	case x.cleaning <- struct{}{}:
	default: // it knows
	}
}

// clean takes the words of what was deleted out of the files: at once what an
// earlier process left, later ones cleanDelay after the first.
func (x *Index) clean(ctx context.Context) {
	for wait(ctx, x.cleaning) {
		if err := x.cleanAll(ctx); err != nil && ctx.Err() == nil {
			x.logger.Error("deleted words are still in the index, or it is slower than it might be", "err", err)
			x.wakeClean()
			if !sleep(ctx, cleanAgain) {
				return
			}
			continue
		}
		if !sleep(ctx, cleanDelay) {
			return
		}
	}
}

// A taint is a part that has words of what was deleted, and how often it was
// found to be so.
type taint struct{ part, times int }

// cleanAll rewrites what is tainted, and what is in more pieces than it need be.
func (x *Index) cleanAll(ctx context.Context) error {
	return errors.Join(x.cleanTainted(ctx), x.settle(ctx))
}

func (x *Index) cleanTainted(ctx context.Context) error {
	var taints []taint
	err := x.using(ctx, func(db *database) (err error) {
		taints, err = db.taints(ctx)
		return err
	})
	if len(taints) == 0 || err != nil {
		return err
	}
	for _, t := range taints {
		if err := x.cleanPart(ctx, t); err != nil {
			return fmt.Errorf("part %d: %w", t.part, err)
		}
	}
	return x.writingTo(ctx, func(db *database) error { return db.emptyLog(ctx) })
}

func (db *database) taints(ctx context.Context) (taints []taint, err error) {
	rows, err := db.write.QueryContext(ctx, `SELECT part, times FROM tainted`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t taint
		if err := rows.Scan(&t.part, &t.times); err != nil {
			return nil, err
		}
		taints = append(taints, t)
	}
	return taints, rows.Err()
}

// writingTo is using, for the one who may write now.
func (x *Index) writingTo(ctx context.Context, use func(db *database) error) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	return x.using(ctx, use)
}

// cleanPart rewrites a part without what is deleted.
func (x *Index) cleanPart(ctx context.Context, t taint) error {
	if err := x.mergePart(ctx, t.part); err != nil {
		return err
	}
	return x.writingTo(ctx, func(db *database) error {
		_, err := db.write.ExecContext(ctx, `DELETE FROM tainted WHERE part = ? AND times = ?`, t.part, t.times)
		return err
	})
}

// settle makes one segment of each full part's: FTS5 leaves about ten, and looks a word
// up in each.
func (x *Index) settle(ctx context.Context) error {
	var parts []int
	err := x.using(ctx, func(db *database) (err error) {
		for _, part := range db.fullIn(x.Span()) {
			segments, err := db.segments(ctx, part)
			if err != nil {
				return err
			}
			if segments > 1 {
				parts = append(parts, part)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, part := range parts {
		if x.space() != nil {
			return nil // it works as it is
		}
		if err := x.mergePart(ctx, part); err != nil {
			return fmt.Errorf("part %d: %w", part, err)
		}
	}
	return nil
}

// segments is how many segments a part's table has.
func (db *database) segments(ctx context.Context, part int) (n int, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT count(DISTINCT segid) FROM `+tableOf(part)+`_idx`).Scan(&n)
	return n, err
}

// mergePart merges all segments of a part's table into one, which leaves out what
// is deleted, in steps between which others may write.
func (x *Index) mergePart(ctx context.Context, part int) error {
	pages := -cleanPages // begins: with every segment that there is
	for merging := true; merging; {
		err := x.writingTo(ctx, func(db *database) (err error) {
			merging, err = db.merge(ctx, part, pages)
			return err
		})
		if err != nil {
			return err
		}
		pages = cleanPages // goes on
	}
	return nil
}

// merge writes so many pages of a merging of a part's segments, and tells whether
// there was anything to do.
func (db *database) merge(ctx context.Context, part, pages int) (more bool, err error) {
	err = db.change(ctx, func(tx *sql.Tx) error {
		var before, after int
		if err := tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&before); err != nil {
			return err
		}
		table := tableOf(part)
		if _, err := tx.ExecContext(ctx, `INSERT INTO `+table+`(`+table+`, rank) VALUES ('merge', ?)`, pages); err != nil {
			return err
		}
		err := tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&after)
		more = after-before >= 2 // FTS5's word for it
		return err
	})
	return more, err
}

// emptyLog empties the write-ahead log, which has the pages as they were before.
func (db *database) emptyLog(ctx context.Context) error {
	var busy, pages, done int
	err := db.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done)
	if err == nil && busy != 0 {
		err = fmt.Errorf("the write-ahead log is in use")
	}
	return err
}

// wait waits for a word on c, and returns false if ctx ends first.
func wait(ctx context.Context, c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-ctx.Done():
		return false
	}
}

// sleep returns false if ctx ends before d is over.
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
