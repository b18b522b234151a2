package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

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
		found, err = db.findAll(ctx, wanted, in, n)
		return err
	})
	switch {
	case errors.Is(err, errNone) || isDamage(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// findAll finds in all parts, the newest first. The newest one has enough of what is
// common; of the others as many are searched at once as there are readers.
func (db *database) findAll(ctx context.Context, wanted string, in room.Span, n int) (found []room.Seq, err error) {
	parts := db.partsIn(in)
	for atOnce := 1; len(parts) > 0 && len(found) < n; atOnce = readers {
		now := parts[:min(atOnce, len(parts))]
		parts = parts[len(now):]
		results, errs := make([][]room.Seq, len(now)), make([]error, len(now))
		var finding sync.WaitGroup
		for i, part := range now[1:] {
			finding.Go(func() { results[i+1], errs[i+1] = db.find(ctx, part, wanted, in, n-len(found)) })
		}
		results[0], errs[0] = db.find(ctx, now[0], wanted, in, n-len(found))
		finding.Wait()
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		found = append(found, slices.Concat(results...)...)
	}
	return found[:min(n, len(found))], nil
}

// find finds in a part.
func (db *database) find(ctx context.Context, part int, wanted string, in room.Span, n int) (found []room.Seq, err error) {
	const within = `rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?`
	table := tableOf(part)
	low, high := rowsIn(part, in)
	var rows []int64
	if wanted == "" {
		rows, err = rowids(db.read.QueryContext(ctx, `SELECT rowid FROM `+table+` WHERE `+within, low, high, n))
	} else {
		rows, err = rowids(db.read.QueryContext(ctx, `SELECT rowid FROM `+table+` WHERE `+table+` MATCH ? AND `+within, wanted, low, high, n))
	}
	for _, row := range rows {
		found = append(found, seqOf(part, row))
	}
	return found, err
}
