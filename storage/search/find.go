package search

import (
	"context"
	"errors"
	"fmt"

	"talktalktalk/room"
	"talktalktalk/room/query"
)

// Find returns the numbers of the newest n documents in a span that have what q
// asks for, newest first; none while there is no index.
func (x *Index) Find(ctx context.Context, q query.Query, in room.Span, n int) (found []room.Seq, err error) {
	in = in.And(x.Span())
	wanted := expression(q)
	err = x.using(ctx, func(db *database) error {
		if in, err = db.narrow(ctx, q, in); err != nil {
			return err
		}
		for _, part := range db.partsIn(in) {
			if len(found) >= n {
				break
			}
			more, err := db.find(ctx, part, wanted, in, n-len(found))
			if err != nil {
				return err
			}
			found = append(found, more...)
		}
		return nil
	})
	switch {
	case errors.Is(err, errNone) || isDamage(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// find finds in a part.
func (db *database) find(ctx context.Context, part int, wanted string, in room.Span, n int) ([]room.Seq, error) {
	const within = `rowid > ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?`
	table := tableOf(part)
	if wanted == "" {
		return rowsOf(db.read.QueryContext(ctx, `SELECT rowid FROM `+table+` WHERE `+within, int64(in.After), int64(in.To), n))
	}
	return rowsOf(db.read.QueryContext(ctx, `SELECT rowid FROM `+table+` WHERE `+table+` MATCH ? AND `+within,
		wanted, int64(in.After), int64(in.To), n))
}
